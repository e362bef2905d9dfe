// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Replicas that share a budget on a Redis of its own, and when their permits were given. */
final class BudgetReplicas implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Shard SHARD = new Shard("000000000001", "eu-west-1");
    private static final ApiQuotas QUOTAS = new ApiQuotas(100, 15, 0.8);

    final RedisServer redis = RedisServer.start();

    /** When permits were given, in nanoseconds, by whichever replica. */
    final List<Long> given = new CopyOnWriteArrayList<>();

    private final List<RedisStore> stores = new ArrayList<>();
    private final List<SharedBudgets> replicas = new ArrayList<>();
    private final List<Disposable> callers = new ArrayList<>();

    @Override
    public void close() {
        stopSpending();
        replicas.forEach(SharedBudgets::dispose);
        stores.forEach(RedisStore::close);
        redis.close();
    }

    /** 80 a second for GetFunction, each pool of another replica. */
    List<PermitPool> pools(int count) {
        return budgets(count).stream().map(ApiBudget::getFunction).toList();
    }

    /** 80 a second for GetFunction and 12 for the control plane. */
    List<ApiBudget> budgets(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> replica().budget(SHARD, QUOTAS))
                .toList();
    }

    /** That of a replica that holds the lease of the shard while {@code valid} says so. */
    ApiBudget leased(BooleanSupplier valid) {
        return replica().budget(new ShardLease(SHARD, "1:me", valid), QUOTAS);
    }

    /** What one of them is told by the rate, without permits. */
    SharedBucket bucket() {
        RedisStore store = RedisStore.at(redis.uri());
        stores.add(store);
        return new RedisBucket(
                store, Mono.never(), new SchedulerClock(Schedulers::parallel), SHARD, ApiBudget.GET_FUNCTION, 80);
    }

    /** That of the replica that came as the {@code index}th, from when it owns the shard on. */
    ApiBudget leased(int index, ApiQuotas quotas) {
        return replicas.get(index).budget(new ShardLease(SHARD, "2:me", () -> true), quotas);
    }

    /** That of the replica that came as the {@code index}th, by the quotas that it is told now. */
    ApiBudget budget(int index, ApiQuotas quotas) {
        return replicas.get(index).budget(SHARD, quotas);
    }

    /** The budgets of the replica that came as the {@code index}th. */
    void dispose(int index) {
        replicas.get(index).dispose();
    }

    /** Takes one permit after the other until the end. */
    void spendAllOf(PermitPool pool) {
        untilTheEnd(pool.acquire()
                .then(Mono.fromRunnable(() -> given.add(System.nanoTime())))
                .repeat()
                .subscribe());
    }

    void untilTheEnd(Disposable running) {
        callers.add(running);
    }

    void stopSpending() {
        callers.forEach(Disposable::dispose);
    }

    int spentWithin(long from, long to) {
        return (int) given.stream().filter(at -> at >= from && at < to).count();
    }

    /** The most that were given in any span of that length. */
    int most(Duration span) {
        List<Long> times = given.stream().sorted().toList();
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) > span.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /** What is told while a connection is being made is told later. */
    static void connect(PermitPool pool) {
        Eventually.within(SOON, () -> assertThat(pool.tryAcquire(1)).isOne());
    }

    private SharedBudgets replica() {
        RedisStore store = RedisStore.at(redis.uri());
        stores.add(store);
        SharedBudgets budgets = new SharedBudgets(store, new SchedulerClock(Schedulers::parallel), () -> 3);
        replicas.add(budgets);
        return budgets;
    }
}
