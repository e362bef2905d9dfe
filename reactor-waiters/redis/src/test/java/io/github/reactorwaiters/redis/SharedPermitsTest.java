// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a replica draws its permits from the bucket of all, on a real Redis: how often, how many, and what it gives up. */
class SharedPermitsTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final BudgetReplicas replicas = new BudgetReplicas();

    @AfterEach
    void end() {
        replicas.close();
    }

    /** It holds one permit's worth of units, of which a permit costs more now. */
    @Test
    void aSlowPoolThatWasThrottledIsDrawnFromBeforeItsBucketIsFull() {
        PermitPool pool = replicas.budgets(1).get(0).controlPlane();
        BudgetReplicas.connect(pool);
        pool.throttled(null);
        replicas.spendAllOf(pool);

        assertThat(nextPauses(pool::nanosToNext)).allMatch(pause -> pause <= 1_000_000_000 / 12 * 3 / 4);
        assertThat(pool.rate()).isLessThan(10);
    }

    @Test
    void aWatcherDrawsThreePermitsAtATimeAndLosesNone() {
        ApiBudget leased = replicas.leased(() -> true);
        PermitPool pool = leased.getFunction();
        watchUpdates(leased);
        Eventually.within(SOON, () -> assertThat(pool.status().acquired()).isGreaterThan(200));
        long start = System.nanoTime();
        long acquired = pool.status().acquired();
        long commands = replicas.redis.commandsProcessed();
        Eventually.pause(Duration.ofSeconds(5));

        double permits = pool.status().acquired() - acquired;
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(permits / seconds).as("permits a second, of 80").isBetween(70.0, 84.0);
        assertThat((replicas.redis.commandsProcessed() - commands) / permits)
                .as("commands a permit")
                .isLessThan(3);
    }

    @Test
    void whileTheBucketHoldsMoreNothingIsWaitedFor() {
        PermitPool pool = replicas.pools(1).get(0);
        BudgetReplicas.connect(pool);

        assertThat(pool.nanosToSeveral()).as("one was asked for, of four").isZero();
    }

    @Test
    void whoNeedsOnePermitDoesNotWaitForThree() {
        ApiBudget leased = replicas.leased(() -> true);
        watchUpdates(leased);
        Eventually.within(
                SOON, () -> assertThat(leased.getFunction().status().acquired()).isGreaterThan(200));
        assertThat(nextPauses(leased.getFunction()::nanosToNext)).allMatch(pause -> pause <= 1_000_000_000 / 80);
    }

    /** It holds those of 50 ms: who came as seldom as that would lose some whenever a timer is late. */
    @Test
    void aPollLoopIsToComeAgainBeforeTheBucketIsFull() {
        ApiBudget leased = replicas.leased(() -> true);
        replicas.spendAllOf(leased.getFunction());
        Eventually.within(SOON, () -> assertThat(replicas.given).hasSizeGreaterThan(20));

        assertThat(nextPauses(leased.getFunction()::nanosToSeveral))
                .allMatch(pause -> pause < Duration.ofMillis(38).toNanos())
                .anyMatch(pause -> pause > Duration.ofMillis(13).toNanos());
    }

    @Test
    void whoeverHasNoLeaseGetsNoPermit() {
        AtomicBoolean valid = new AtomicBoolean(true);
        ApiBudget leased = replicas.leased(valid::get);
        replicas.spendAllOf(leased.getFunction());
        Eventually.within(SOON, () -> assertThat(replicas.given).hasSizeGreaterThan(20));

        valid.set(false);
        int before = replicas.given.size();
        Eventually.pause(Duration.ofSeconds(1));
        assertThat(replicas.given.size() - before).isLessThanOrEqualTo(1);
        assertThat(leased.getFunction().tryAcquire(1)).isZero();
    }

    @Test
    void whatIsNotSpentSoonIsGivenUp() {
        PermitPool pool = replicas.pools(1).get(0);
        Eventually.within(
                SOON, () -> assertThat(pool.tryAcquire(0) + pool.tryAcquire(1)).isPositive());
        Eventually.pause(Duration.ofSeconds(2));

        assertThat(pool.tryAcquire(100)).as("held back for two seconds").isZero();
    }

    @Test
    void whoWaitsForPermitsOfAClosedBudgetLooksOnceASecond() {
        PermitPool pool = replicas.pools(1).get(0);
        replicas.spendAllOf(pool);
        Eventually.within(SOON, () -> assertThat(replicas.given).hasSizeGreaterThan(20));
        replicas.dispose(0);

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

    /** 300 functions whose updates last: there is always one to poll. */
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
        replicas.untilTheEnd(
                watcher.watch(names.stream().map(FunctionName::of).toList()).subscribe());
        replicas.untilTheEnd(watcher::close);
        replicas.untilTheEnd(lambda::close);
    }
}
