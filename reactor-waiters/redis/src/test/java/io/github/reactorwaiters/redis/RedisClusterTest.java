// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.time.Duration;
import java.util.List;
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
    void anAclUserNeedsWhatTheGuideSays() {
        try (RedisServer redis = RedisServer.start();
                SimulatedLambda account = SimulatedLambda.builder().build()) {
            redis.commands()
                    .dispatch(
                            io.lettuce.core.protocol.CommandType.ACL,
                            new io.lettuce.core.output.StatusOutput<>(io.lettuce.core.codec.StringCodec.UTF8),
                            new io.lettuce.core.protocol.CommandArgs<>(io.lettuce.core.codec.StringCodec.UTF8)
                                    .add("SETUSER")
                                    .add("watcher")
                                    .add("on")
                                    .add(">secret")
                                    .add("~{fleet}*")
                                    .add("+@read")
                                    .add("+@write")
                                    .add("+@scripting")
                                    .add("+@connection")
                                    .add("+info")
                                    .add("+time"));
            WatchedOnce.over(
                    RedisStore.at(redis.uri().replace("redis://", "redis://watcher:secret@"))
                            .withPrefix("fleet"),
                    account);
        }
    }
}
