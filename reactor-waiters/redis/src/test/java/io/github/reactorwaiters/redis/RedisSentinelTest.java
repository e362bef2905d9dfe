// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Transition;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** A master, a replica of it, and a Sentinel that promotes the replica. */
class RedisSentinelTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Shard SHARD = new Shard("123456789012", "eu-west-1");

    @Test
    void watchingGoesOnAtTheReplicaThatIsPromoted() {
        try (RedisServer master = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.sentinel("fleet", master);
                SimulatedLambda account = SimulatedLambda.builder().build();
                RedisStore store = RedisStore.at("redis-sentinel://127.0.0.1:" + sentinel.port() + "#fleet")) {
            account.functions().add("orders");
            RedisCommands<String, String> copy = replica.commands();
            RedisCommands<String, String> judge = sentinel.commands();
            Watchers watchers = Watchers.over(store)
                    .shards(List.of(WatchedShard.watchedBy(SHARD, () -> FunctionWatcher.builder(account.client()))))
                    .leaseTtl(TTL)
                    .start();
            List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
            Disposable reading = watchers.changes().subscribe(told::add);
            try {
                Eventually.within(SOON, () -> assertThat(told).hasSize(1));
                Eventually.within(SOON, () -> assertThat(copy.exists("{reactor-waiters}:seq"))
                        .isEqualTo(1));
                Eventually.within(SOON, () -> assertThat(judge.info("sentinel")).contains("slaves=1"));

                master.kill();
                Eventually.within(
                        SOON, () -> assertThat(copy.info("replication")).contains("role:master"));
                account.functions().startUpdate("orders");
                Eventually.within(SOON, () -> assertThat(revisions(told))
                        .doesNotHaveDuplicates()
                        .endsWith(latest(account)));
                Eventually.within(
                        SOON, () -> assertThat(watchers.health().cause()).isNull());
                watchers.budget(SHARD).controlPlane().acquire().block(SOON);
                Eventually.within(
                        SOON, () -> assertThat(watchers.budget(SHARD).trouble()).isNull());
            } finally {
                reading.dispose();
                watchers.leave().block(SOON);
            }
        }
    }

    private static List<String> revisions(List<FunctionStateChange> told) {
        return told.stream()
                .map(change -> change.after().revisionId())
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** The revision of an update that has ended. */
    private static String latest(SimulatedLambda account) {
        List<Transition> history = account.functions().history("orders");
        Transition last = history.get(history.size() - 1);
        assertThat(last.kind()).isNotEqualTo(Transition.Kind.UPDATE_STARTED);
        return last.revisionId();
    }
}
