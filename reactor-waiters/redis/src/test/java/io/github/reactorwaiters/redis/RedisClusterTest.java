// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Redis Cluster, which refuses commands and scripts over several slots; here with users and passwords as well. */
class RedisClusterTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Shard SHARD = new Shard("123456789012", "eu-west-1");

    @Test
    void everythingWorksOnACluster() {
        try (RedisServer redis = RedisServer.start("--cluster-enabled", "yes");
                SimulatedLambda account = SimulatedLambda.builder().build()) {
            redis.commands().clusterAddSlots(IntStream.range(0, 16_384).toArray());
            Eventually.within(
                    SOON, () -> assertThat(redis.commands().clusterInfo()).contains("cluster_state:ok"));
            watches(RedisStore.atCluster(List.of(redis.address())), account);
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
            watches(
                    RedisStore.at(redis.uri().replace("redis://", "redis://watcher:secret@"))
                            .withPrefix("fleet"),
                    account);
        }
    }

    private static void watches(RedisStore store, SimulatedLambda account) {
        account.functions().add("orders");
        Watchers watchers = Watchers.over(store)
                .shards(List.of(WatchedShard.watchedBy(SHARD, () -> FunctionWatcher.builder(account.client()))))
                .start();
        List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        Disposable reading = watchers.changes().subscribe(told::add);
        try {
            Eventually.within(SOON, () -> assertThat(told).hasSize(1));
            account.functions().startUpdate("orders");
            Eventually.within(SOON, () -> assertThat(told).hasSize(3));
            assertThat(watchers.health().cause()).isNull();
            watchers.budget(SHARD).controlPlane().acquire().block(SOON);
            assertThat(watchers.budget(SHARD).trouble()).isNull();
        } finally {
            reading.dispose();
            watchers.leave().block(SOON);
            store.close();
        }
    }
}
