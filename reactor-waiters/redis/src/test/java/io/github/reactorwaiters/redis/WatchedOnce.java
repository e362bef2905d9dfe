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
import reactor.core.Disposable;

/** All that a replica does with Redis, once. */
final class WatchedOnce {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Shard SHARD = new Shard("123456789012", "eu-west-1");

    private WatchedOnce() {}

    /** Fails unless one function's update is told through {@code store}, and permits are given; closes it. */
    static void over(RedisStore store, SimulatedLambda account) {
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
