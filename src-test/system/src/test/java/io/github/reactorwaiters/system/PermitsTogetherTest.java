// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Scheduler;

/** How many polls go out at a time: those whose permits came within 100 ms, so at AWS's quotas eight. */
class PermitsTogetherTest {
    private static final int FUNCTIONS = 500;
    private static final int SECONDS = 10;
    private static final double SHARE = 0.8;

    @Test
    void ofEightHundredPermitsASecondThoseOfHalfAScanAreSpentTogetherAndAll() {
        Map<Instant, Long> polls = pollsByTime(1_000);

        assertThat(sum(polls.values())).isBetween(8_000L - 40, 8_000L + 40); // one wake's
        assertThat(polls.size()).isBetween(20 * SECONDS - 5, 20 * SECONDS + 1);
        assertThat(polls.values()).allMatch(together -> together <= 41);
    }

    @Test
    void ofEightyASecondEightGoOutTogether() {
        Map<Instant, Long> polls = pollsByTime(100);

        assertThat(sum(polls.values())).isBetween(800L - 8, 800L + 8);
        assertThat(polls.values()).allMatch(together -> together == 8);
    }

    @Test
    void ofNinetyASecondNineGoOutTogether() {
        Map<Instant, Long> polls = pollsByTime(90 / SHARE);

        assertThat(sum(polls.values())).isBetween(900L - 9, 900L + 9);
        assertThat(polls.values()).allMatch(together -> together == 9);
    }

    /** Of four a second the bucket holds one, of eight two: none may be lost while the loop sleeps. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 10})
    void ofTenASecondAndFewerEachGoesOutAloneAndNoneIsLost(int perSecond) {
        Map<Instant, Long> polls = pollsByTime(perSecond / SHARE);

        assertThat(sum(polls.values())).isBetween((long) perSecond * SECONDS - 1, (long) perSecond * SECONDS + 1);
        assertThat(polls.values()).allMatch(together -> together == 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 12, 15, 20, 30, 150, 200, 300})
    void ofAnyRateNoneIsLost(long perSecond) {
        long together = 1 + Math.min(perSecond / 10, 16); // one wake's

        assertThat(sum(pollsByTime(perSecond / SHARE).values()))
                .isBetween(perSecond * SECONDS - together, perSecond * SECONDS + together);
    }

    /** Whichever comes just after the other would find one of eight, each time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 26, 40, 60, 80, 95})
    void twoWatchersOfOneBudgetHaveLikePartsOfIt(int millis) {
        List<ApiBudget> shared = new ArrayList<>();
        try (VirtualFleet fleet = fleet(time -> {
            shared.add(ofQuota(100).apply(time));
            return shared.get(0);
        })) {
            List<String> others = fleet.functions().add(FUNCTIONS);
            others.forEach(name -> {
                fleet.functions().script(name).next(Duration.ofMinutes(10));
                fleet.functions().startUpdate(name);
            });
            fleet.pass(Duration.ofMillis(millis));
            FunctionWatcher second = FunctionWatcher.builder(fleet.lambda.client())
                    .listNamed(false)
                    .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1)))
                    .budget(shared.get(0))
                    .build();
            fleet.watch(second.watch(others.stream().map(FunctionName::of).toList()));
            fleet.seconds(60);
            fleet.lambda.calls().clear();
            fleet.seconds(SECONDS);
            long ofSecond = fleet.lambda.calls().calls().stream()
                    .filter(call -> others.contains(call.function()))
                    .count();

            assertThat(fleet.lambda.calls().count("GetFunction")).isBetween(790L, 810L);
            assertThat(ofSecond).isBetween(320L, 480L);
            second.close();
        }
    }

    @Test
    void aSourceThatKeepsPermitsForLessIsAskedSooner() {
        Map<Instant, Long> polls = pollsByTime(time -> {
            SchedulerClock clock = new SchedulerClock(() -> time);
            PermitSource hasty = new HastyPermits(new PermitPool("hasty", 80, 1, clock));
            return ApiBudget.of(
                    new PermitPool("GetFunction", 100, SHARE, clock, hasty),
                    new PermitPool("control plane", 15, SHARE, clock),
                    clock);
        });

        assertThat(sum(polls.values())).isBetween(800L - 2, 800L + 2);
        assertThat(polls.values()).allMatch(together -> together == 2);
    }

    @Test
    void whoIsNewTakesTheNextPermit() {
        try (VirtualFleet fleet = fleet(ofQuota(100))) {
            for (int millis = 0; millis < 50; millis++) {
                FunctionName unread = FunctionName.of("unread-" + millis);
                fleet.functions().add(unread.value());
                fleet.pass(Duration.ofMillis(1_000 + millis)); // between two wakes, at another time each

                assertThat(pollsBeforeTheNextPermit(fleet, () -> fleet.watch(fleet.watcher.watch(unread))))
                        .contains(unread.value());
            }
        }
    }

    @Test
    void whoIsHintedTakesTheNextPermit() {
        try (VirtualFleet fleet = fleet(ofQuota(100))) {
            for (int millis = 0; millis < 50; millis++) {
                fleet.lambda.calls().clear();
                fleet.pass(Duration.ofMillis(1_000 + millis));
                List<String> unread = new ArrayList<>(fleet.functions().names());
                fleet.lambda.calls().calls().forEach(call -> unread.remove(call.function()));
                String hinted = unread.get(0); // not polled for a second

                assertThat(pollsBeforeTheNextPermit(fleet, () -> fleet.watcher.hint(List.of(FunctionName.of(hinted)))))
                        .contains(hinted);
            }
        }
    }

    private static List<String> pollsBeforeTheNextPermit(VirtualFleet fleet, Runnable event) {
        fleet.lambda.calls().clear();
        event.run();
        fleet.pass(Duration.ofNanos(1_000_000_000 / 80));
        return fleet.lambda.calls().calls().stream().map(Call::function).toList();
    }

    /** GetFunction calls by their time, of functions that are in transition throughout. */
    private static Map<Instant, Long> pollsByTime(double quota) {
        return pollsByTime(ofQuota(quota));
    }

    private static Map<Instant, Long> pollsByTime(Function<Scheduler, ApiBudget> budget) {
        try (VirtualFleet fleet = fleet(budget)) {
            fleet.lambda.calls().clear();
            fleet.seconds(SECONDS);
            return fleet.lambda.calls().calls().stream()
                    .collect(Collectors.groupingBy(Call::at, TreeMap::new, Collectors.counting()));
        }
    }

    private static Function<Scheduler, ApiBudget> ofQuota(double quota) {
        return time -> ApiBudget.of(quota, ApiBudget.CONTROL_PLANE_QUOTA, SHARE, () -> time);
    }

    /** Watched for a minute. */
    private static VirtualFleet fleet(Function<Scheduler, ApiBudget> budget) {
        VirtualFleet fleet = new VirtualFleet(
                lambda -> lambda.quotas(Quotas.unlimited()), (lambda, time) -> FunctionWatcher.builder(lambda.client())
                        .listNamed(false)
                        .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1))) // no permit is left
                        .budget(budget.apply(time)));
        List<String> names = fleet.functions().add(FUNCTIONS);
        for (String name : names) {
            fleet.functions().script(name).next(Duration.ofMinutes(10));
            fleet.functions().startUpdate(name);
        }
        fleet.watch(fleet.watcher.watch(names.stream().map(FunctionName::of).toList()));
        fleet.seconds(60);
        return fleet;
    }

    private static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Permits of which several are said to be there after 25 ms. */
    private record HastyPermits(PermitPool pool) implements PermitSource {
        @Override
        public int take(int atMost) {
            return pool.tryAcquire(atMost);
        }

        @Override
        public long nanosToNext() {
            return pool.nanosToNext();
        }

        @Override
        public long nanosToSeveral() {
            return nanosToNext() == 0 ? 0 : Duration.ofMillis(25).toNanos();
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {
            pool.throttled(retryAfter);
        }

        @Override
        public long available() {
            return pool.status().available();
        }

        @Override
        public double rate() {
            return pool.rate();
        }
    }
}
