// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** One budget for three replicas, on a real Redis. */
class SharedBudgetTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Shard SHARD = new Shard("000000000001", "eu-west-1");
    private static final ApiQuotas QUOTAS = new ApiQuotas(100, 15, 0.8);

    private final RedisServer redis = RedisServer.start();
    private final List<RedisStore> stores = new ArrayList<>();
    private final List<SharedBudgets> replicas = new ArrayList<>();
    private final List<Disposable> callers = new ArrayList<>();

    /** When permits were given, in nanoseconds, by whichever replica. */
    private final List<Long> given = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        callers.forEach(Disposable::dispose);
        replicas.forEach(SharedBudgets::dispose);
        stores.forEach(RedisStore::close);
        redis.close();
    }

    @Test
    void threeReplicasTogetherSpendWhatOneMay() {
        List<PermitPool> pools = pools(3);
        pools.forEach(pool -> assertThat(pool.tryAcquire(1)).isZero()); // connects
        Eventually.pause(Duration.ofSeconds(1));
        long start = System.nanoTime();
        pools.forEach(this::spendAllOf);
        Eventually.pause(Duration.ofSeconds(5));

        long end = start + Duration.ofSeconds(5).toNanos();
        double rate = spentWithin(start, end) / 5.0;
        assertThat(rate).as("permits a second, of 80").isBetween(76.0, 84.0);
        assertThat(most(Duration.ofSeconds(1))).as("permits in any second").isLessThanOrEqualTo(92);
        pools.forEach(pool -> assertThat(pool.status().acquired()).isGreaterThan(60));
        pools.forEach(pool -> assertThat(pool.trouble()).isNull());
    }

    @Test
    void aSlowPoolIsSharedAsWell() {
        List<PermitPool> pools =
                budgets(3).stream().map(ApiBudget::controlPlane).toList();
        long start = System.nanoTime();
        pools.forEach(this::spendAllOf);
        Eventually.pause(Duration.ofSeconds(6));

        double rate = spentWithin(start + 1_000_000_000L, start + 6_000_000_000L) / 5.0;
        assertThat(rate).as("permits a second, of 12").isCloseTo(12, within(1.0));
        assertThat(most(Duration.ofSeconds(1))).isLessThanOrEqualTo(15);
    }

    /** It holds one permit's worth of units, of which a permit costs more now. */
    @Test
    void aSlowPoolThatWasThrottledIsDrawnFromBeforeItsBucketIsFull() {
        PermitPool pool = budgets(1).get(0).controlPlane();
        connect(pool);
        pool.throttled(null);
        spendAllOf(pool);

        assertThat(nextPauses(pool::nanosToNext)).allMatch(pause -> pause <= 1_000_000_000 / 12 * 3 / 4);
        assertThat(pool.rate()).isLessThan(10);
    }

    @Test
    void aWatcherDrawsThreePermitsAtATimeAndLosesNone() {
        ApiBudget leased = replica().budget(new ShardLease(SHARD, "1:me", () -> true), QUOTAS);
        PermitPool pool = leased.getFunction();
        watchUpdates(leased);
        Eventually.within(SOON, () -> assertThat(pool.status().acquired()).isGreaterThan(200));
        long start = System.nanoTime();
        long acquired = pool.status().acquired();
        long commands = redis.commandsProcessed();
        Eventually.pause(Duration.ofSeconds(5));

        double permits = pool.status().acquired() - acquired;
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(permits / seconds).as("permits a second, of 80").isBetween(70.0, 84.0);
        assertThat((redis.commandsProcessed() - commands) / permits)
                .as("commands a permit")
                .isLessThan(3);
    }

    @Test
    void whileTheBucketHoldsMoreNothingIsWaitedFor() {
        PermitPool pool = pools(1).get(0);
        connect(pool);

        assertThat(pool.nanosToSeveral()).as("one was asked for, of four").isZero();
    }

    @Test
    void whoNeedsOnePermitDoesNotWaitForThree() {
        ApiBudget leased = replica().budget(new ShardLease(SHARD, "1:me", () -> true), QUOTAS);
        watchUpdates(leased);
        Eventually.within(
                SOON, () -> assertThat(leased.getFunction().status().acquired()).isGreaterThan(200));
        assertThat(nextPauses(leased.getFunction()::nanosToNext)).allMatch(pause -> pause <= 1_000_000_000 / 80);
    }

    @Test
    void whatOneReplicaLearnsOfThrottlingAllDo() {
        List<PermitPool> pools = pools(3);
        pools.forEach(SharedBudgetTest::connect);
        pools.get(0).throttled(null);
        pools.get(1).throttled(null); // within the same second: once is enough

        assertThat(pools.get(0).rate()).isEqualTo(56, within(1.0));
        pools.forEach(this::spendAllOf);
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.rate()).isBetween(55.0, 60.0)));
        long start = System.nanoTime();
        Eventually.pause(Duration.ofSeconds(2));
        assertThat(spentWithin(start, System.nanoTime()) / 2.0).isBetween(48.0, 66.0);

        Eventually.within(Duration.ofSeconds(15), () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.rate()).isGreaterThan(60)));
    }

    @Test
    void aPauseThatTheServiceAskedForHoldsForAll() {
        List<PermitPool> pools = pools(2);
        pools.forEach(SharedBudgetTest::connect);
        pools.get(0).throttled(Duration.ofSeconds(2));
        Eventually.pause(Duration.ofMillis(200));
        long start = System.nanoTime();
        spendAllOf(pools.get(1));

        Eventually.within(SOON, () -> assertThat(given).isNotEmpty());
        assertThat(given.get(0) - start).isGreaterThan(Duration.ofMillis(1_500).toNanos());
    }

    @Test
    void withoutRedisEachReplicaGivesItsFairShareAndSaysSo() {
        List<PermitPool> pools = pools(3);
        pools.forEach(this::spendAllOf);
        Eventually.within(SOON, () -> assertThat(given).hasSizeGreaterThan(60));
        redis.pause();
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.trouble()).isNotNull()));
        assertThat(pools.get(0).trouble())
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessage("Redis cannot be reached: GetFunction gives 26.7/s, this replica's share of 3");
        assertThat(pools.get(0).rate()).isEqualTo(80 / 3.0, within(0.1));

        long start = System.nanoTime();
        Eventually.pause(Duration.ofSeconds(3));
        double rate = spentWithin(start, start + Duration.ofSeconds(3).toNanos()) / 3.0;
        assertThat(rate).as("permits a second, of 80").isBetween(70.0, 90.0);

        redis.goOn();
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.trouble()).isNull()));
        // They come back to Redis at different moments; those who are back draw no more than their shares until all
        // are.
        Eventually.pause(Duration.ofSeconds(3));
        assertThat(most(Duration.ofSeconds(1))).as("permits in any second").isLessThanOrEqualTo(100);
        assertThat(pools.get(0).rate()).isEqualTo(80, within(0.1));
    }

    @Test
    void aPoolThatIsIdleWhenRedisIsBackSaysSoToo() {
        PermitPool pool = pools(2).get(0);
        spendAllOf(pool);
        Eventually.within(SOON, () -> assertThat(given).hasSizeGreaterThan(20));
        redis.pause();
        Eventually.within(SOON, () -> assertThat(pool.rate()).isEqualTo(80 / 3.0, within(0.1)));
        redis.goOn();
        Eventually.within(SOON, () -> assertThat(pool.trouble()).isNull());
        callers.forEach(Disposable::dispose);

        Eventually.within(SOON, () -> assertThat(pool.rate()).isEqualTo(80, within(0.1)));
    }

    /** It holds those of 50 ms: who came as seldom as that would lose some whenever a timer is late. */
    @Test
    void aPollLoopIsToComeAgainBeforeTheBucketIsFull() {
        ApiBudget leased = replica().budget(new ShardLease(SHARD, "1:me", () -> true), QUOTAS);
        spendAllOf(leased.getFunction());
        Eventually.within(SOON, () -> assertThat(given).hasSizeGreaterThan(20));

        assertThat(nextPauses(leased.getFunction()::nanosToSeveral))
                .allMatch(pause -> pause < Duration.ofMillis(38).toNanos())
                .anyMatch(pause -> pause > Duration.ofMillis(13).toNanos());
    }

    @Test
    void whoeverHasNoLeaseGetsNoPermit() {
        AtomicBoolean valid = new AtomicBoolean(true);
        ApiBudget leased = replica().budget(new ShardLease(SHARD, "1:me", valid::get), QUOTAS);
        spendAllOf(leased.getFunction());
        Eventually.within(SOON, () -> assertThat(given).hasSizeGreaterThan(20));

        valid.set(false);
        int before = given.size();
        Eventually.pause(Duration.ofSeconds(1));
        assertThat(given.size() - before).isLessThanOrEqualTo(1);
        assertThat(leased.getFunction().tryAcquire(1)).isZero();
    }

    @Test
    void whatIsNotSpentSoonIsGivenUp() {
        PermitPool pool = pools(1).get(0);
        Eventually.within(
                SOON, () -> assertThat(pool.tryAcquire(0) + pool.tryAcquire(1)).isPositive());
        Eventually.pause(Duration.ofSeconds(2));

        assertThat(pool.tryAcquire(100)).as("held back for two seconds").isZero();
    }

    @Test
    void whoWaitsForPermitsOfAClosedBudgetLooksOnceASecond() {
        PermitPool pool = pools(1).get(0);
        spendAllOf(pool);
        Eventually.within(SOON, () -> assertThat(given).hasSizeGreaterThan(20));
        replicas.get(0).dispose();

        assertThat(pool.nanosToNext()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    /** What it says in the third of a second from now on. */
    private static List<Long> nextPauses(LongSupplier pause) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pauses.add(pause.getAsLong());
            Eventually.pause(Duration.ofMillis(3));
        }
        return pauses;
    }

    /** What is told while a connection is being made may be given up. */
    private static void connect(PermitPool pool) {
        Eventually.within(SOON, () -> assertThat(pool.tryAcquire(1)).isOne());
    }

    private void watchUpdates(ApiBudget budget) {
        SimulatedLambda lambda = SimulatedLambda.builder()
                .quotas(Quotas.unlimited())
                .durations(Durations.fixed(Duration.ofMinutes(10)))
                .build();
        List<String> names = lambda.functions().add(300);
        names.forEach(lambda.functions()::startUpdate);
        FunctionWatcher watcher = FunctionWatcher.builder(lambda.client())
                .budget(budget)
                .listNamed(false)
                .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1))) // no permit is left
                .build();
        callers.add(watcher.watch(names.stream().map(FunctionName::of).toList()).subscribe());
        callers.add(watcher::close);
        callers.add(lambda::close);
    }

    private List<PermitPool> pools(int count) {
        return budgets(count).stream().map(ApiBudget::getFunction).toList();
    }

    private List<ApiBudget> budgets(int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> replica().budget(SHARD, QUOTAS))
                .toList();
    }

    private SharedBudgets replica() {
        RedisStore store = RedisStore.at(redis.uri());
        stores.add(store);
        SharedBudgets budgets = new SharedBudgets(store, new SchedulerClock(Schedulers::parallel), () -> 3);
        replicas.add(budgets);
        return budgets;
    }

    private void spendAllOf(PermitPool pool) {
        callers.add(pool.acquire()
                .then(reactor.core.publisher.Mono.fromRunnable(() -> given.add(System.nanoTime())))
                .repeat()
                .subscribe());
    }

    private int spentWithin(long from, long to) {
        return (int) given.stream().filter(at -> at >= from && at < to).count();
    }

    private int most(Duration span) {
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
}
