// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Redis Cluster, which refuses commands and scripts over several slots; here with users and passwords as well. */
class RedisClusterTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void everythingWorksOnACluster() {
        try (RedisServer redis = RedisServer.start("--cluster-enabled", "yes");
                SimulatedLambda account = SimulatedLambda.builder().build()) {
            redis.commands().clusterAddSlots(IntStream.range(0, 16_384).toArray());
            Eventually.within(
                    SOON, () -> assertThat(redis.commands().clusterInfo()).contains("cluster_state:ok"));
            WatchedOnce.over(RedisStore.atCluster(List.of(redis.address())), account);
        }
    }

    @Test
    void anAclUserNeedsWhatTheGuideSays() throws IOException {
        try (RedisServer redis = RedisServer.start();
                SimulatedLambda account = SimulatedLambda.builder().build()) {
            CommandArgs<String, String> user = new CommandArgs<>(StringCodec.UTF8)
                    .add("SETUSER")
                    .add("watcher")
                    .add("on")
                    .add(">secret");
            guidesRules("fleet").forEach(user::add);
            redis.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), user);
            WatchedOnce.over(
                    RedisStore.at(redis.uri().replace("redis://", "redis://watcher:secret@"))
                            .withPrefix("fleet"),
                    account);
        }
    }

    /** What the guide says that a user needs: a pattern of keys with the {@code prefix}, and commands. */
    private static List<String> guidesRules(String prefix) throws IOException {
        Matcher told = Pattern.compile("An ACL user needs `(~\\S+)` and\\s+`(\\+[^`]+)`")
                .matcher(Files.readString(Path.of("..", "..", "docs", "guide", "scale-out.md")));
        assertThat(told.find()).as("the guide tells it").isTrue();
        List<String> rules = new ArrayList<>(List.of(told.group(2).split("\\s+")));
        rules.add(told.group(1).replace("prefix", prefix));
        return rules;
    }
}
