// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.NumberProbe.NOT_COUNTABLE;
import static io.github.reactorwaiters.system.NumberProbe.NOT_POSITIVE;
import static io.github.reactorwaiters.system.NumberProbe.NO_QUOTA;
import static io.github.reactorwaiters.system.NumberProbe.NO_SHARE;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.OperationCalls;
import io.github.reactorwaiters.lambda.WatcherStats;
import io.github.reactorwaiters.pace.LearnedDurations;
import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.poll.EngineSettings;
import io.github.reactorwaiters.poll.EngineStatus;
import io.github.reactorwaiters.poll.Outcome;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.web.ChangeHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Numbers and durations out of range: refused at the call, in a line that names the parameter, the rule and the value. */
class BadNumbersTest {
    private static final String BASE = "io.github.reactorwaiters";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);
    private static final List<Integer> NOT_FROM_1 = List.of(0, -1, Integer.MIN_VALUE);

    private static final List<Double> NO_WEIGHT = List.of(0.0, 0.4, -1.0, Double.NaN, Double.POSITIVE_INFINITY);
    private static final List<Double> NO_RATE = List.of(0.0, -1.0, 1e4, Double.NaN, Double.POSITIVE_INFINITY);

    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void watcherRefusesThem() {
        FunctionWatcherBuilder watcher = FunctionWatcher.builder();
        new NumberProbe(BASE + ".lambda")
                .refuses("FunctionWatcherBuilder.budgetShare share", "budgetShare", watcher::budgetShare, NO_SHARE)
                .refuses(
                        "FunctionWatcherBuilder.maxConcurrency calls",
                        "maxConcurrency",
                        watcher::maxConcurrency,
                        List.of(0, -1, 10_001, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .refuses(
                        "FunctionWatcherBuilder.callTimeout timeout",
                        "callTimeout",
                        watcher::callTimeout,
                        NOT_COUNTABLE)
                .refuses(
                        "FunctionWatcherBuilder.awaitTimeout timeout",
                        "awaitTimeout",
                        watcher::awaitTimeout,
                        NOT_POSITIVE)
                .refuses(
                        "FunctionWatcherBuilder.listingsPerSecond rate",
                        "listingsPerSecond",
                        watcher::listingsPerSecond,
                        List.of(0.0, -1.0, 1_000.1, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .refuses(
                        "FunctionWatcherBuilder.listingPause pause",
                        "listingPause",
                        watcher::listingPause,
                        NOT_COUNTABLE)
                .refuses(
                        "FunctionWatcher.withAwaitTimeout timeout",
                        "awaitTimeout",
                        fleet.watcher::withAwaitTimeout,
                        NOT_POSITIVE)
                .refuses(
                        "ControlPlane.withCallTimeout timeout",
                        "callTimeout",
                        fleet.watcher.controlPlane()::withCallTimeout,
                        NOT_COUNTABLE)
                .takesAny("a rank is any number", "ControlPlane.call rank", "ControlPlane.callWithPermit rank")
                .notInput(FunctionStateChange.class, OperationCalls.class, WatcherStats.class)
                .assertAll(30);
    }

    @Test
    void budgetRefusesThem() {
        SchedulerClock clock = new SchedulerClock(() -> fleet.time);
        PermitPool pool = new PermitPool("GetFunction", 100, 0.8, clock);
        new NumberProbe(BASE + ".budget")
                .refuses("ApiBudget.ofShare share", ApiBudget::ofShare, NO_SHARE)
                .<Double>refuses(
                        "ApiBudget.of getFunctionQuota",
                        "quota of GetFunction",
                        quota -> ApiBudget.of(quota, 15, 0.8, () -> fleet.time),
                        NO_QUOTA)
                .<Double>refuses(
                        "ApiBudget.of controlPlaneQuota",
                        "quota of ControlPlane",
                        quota -> ApiBudget.of(100, quota, 0.8, () -> fleet.time),
                        NO_QUOTA)
                .<Double>refuses(
                        "ApiBudget.of share", share -> ApiBudget.of(100, 15, share, () -> fleet.time), NO_SHARE)
                .<Double>refuses("PermitPool/4 quota", quota -> new PermitPool("a", quota, 0.8, clock), NO_QUOTA)
                .<Double>refuses("PermitPool/4 share", share -> new PermitPool("a", 100, share, clock), NO_SHARE)
                .<Double>refuses(
                        "PermitPool/5 quota",
                        quota -> new PermitPool("a", quota, 0.8, clock, new NoPermits()),
                        NO_QUOTA)
                .<Double>refuses(
                        "PermitPool/5 share",
                        share -> new PermitPool("a", 100, share, clock, new NoPermits()),
                        NO_SHARE)
                .refuses("PermitPool.tryAcquire atMost", pool::tryAcquire, List.of(-1, Integer.MIN_VALUE))
                .takesAny("a rank is any number", "PermitPool.acquire rank")
                .takesAny("a service's answer: over 5 minutes count as 5", "PermitPool.throttled retryAfter")
                .notInput(PoolStatus.class)
                .assertAll(50);
        assertThatCode(() -> pool.throttled(LONG)).doesNotThrowAnyException();
        assertThatCode(() -> pool.throttled(LONG.negated())).doesNotThrowAnyException();
    }

    @Test
    void paceRefusesThem() {
        PaceLimits limits = PaceLimits.defaults();
        new NumberProbe(BASE + ".pace", BASE + ".poll", BASE + ".metrics")
                .refuses("PaceLimits floor", value -> limits(0, value), NOT_COUNTABLE)
                .refuses("PaceLimits leastPause", value -> limits(1, value), NOT_COUNTABLE)
                .refuses("PaceLimits runningCeiling", value -> limits(2, value), NOT_COUNTABLE)
                .refuses("PaceLimits settledCeiling", value -> limits(3, value), NOT_COUNTABLE)
                .refuses("PaceLimits listedCeiling", value -> limits(4, value), NOT_COUNTABLE)
                .refuses("PaceLimits unreadable", value -> limits(5, value), NOT_COUNTABLE)
                .refuses("PaceLimits.withFloor value", "floor", limits::withFloor, NOT_COUNTABLE)
                .refuses("PaceLimits.withLeastPause value", "leastPause", limits::withLeastPause, NOT_COUNTABLE)
                .refuses(
                        "PaceLimits.withRunningCeiling value",
                        "runningCeiling",
                        limits::withRunningCeiling,
                        NOT_COUNTABLE)
                .<Duration>refuses(
                        "PaceLimits.withSettledCeilings settled",
                        "settledCeiling",
                        value -> limits.withSettledCeilings(value, Duration.ofHours(1)),
                        NOT_COUNTABLE)
                .<Duration>refuses(
                        "PaceLimits.withSettledCeilings listed",
                        "listedCeiling",
                        value -> limits.withSettledCeilings(SECOND, value),
                        NOT_COUNTABLE)
                .refuses("PaceLimits.withUnreadable value", "unreadable", limits::withUnreadable, NOT_COUNTABLE)
                .<Integer>refuses(
                        "PaceSnapshot version",
                        version -> new PaceSnapshot(version, Map.of(), PaceSnapshot.Changes.UNKNOWN),
                        List.of(0, -1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE))
                .refuses("PaceSnapshot.Changes perSecond", value -> changes(0, value), NO_RATE)
                .refuses("PaceSnapshot.Changes shape", value -> changes(1, value), NO_RATE)
                .refuses("PaceSnapshot.Changes changes", value -> changes(2, value), NO_WEIGHT)
                .refuses("PaceSnapshot.Changes pairs", value -> changes(3, value), NO_WEIGHT)
                .<Integer>refuses(
                        "EngineSettings maxInFlight", value -> new EngineSettings(value, 5, true, SECOND), NOT_FROM_1)
                .<Double>refuses(
                        "EngineSettings listingsPerSecond",
                        value -> new EngineSettings(1, value, true, SECOND),
                        NO_QUOTA)
                .<Duration>refuses(
                        "EngineSettings sweepPause", value -> new EngineSettings(1, 5, true, value), NOT_COUNTABLE)
                .takesAny("as FunctionWatcher's timeout, which is checked", "PollEngine.await timeout")
                .notInput(LearnedDurations.class, LearnedPace.class, Load.class, Pace.class)
                .notInput(EngineStatus.class, Outcome.Throttled.class)
                .assertAll(90);
    }

    @Test
    void whatIsSaidToBeAllowedIsTaken() {
        assertThatCode(() -> FunctionWatcher.builder()
                        .awaitTimeout(LONG)
                        .callTimeout(Duration.ofDays(36_500))
                        .listingPause(Duration.ofNanos(1)))
                .doesNotThrowAnyException();
        assertThatCode(() -> ChangeHub.of(fleet.watcher, Flux.never()).batchInterval(Duration.ZERO))
                .doesNotThrowAnyException();
        assertThatCode(() -> Rollout.builder(fleet.watcher).bake(Duration.ZERO).waitTimeout(LONG))
                .doesNotThrowAnyException();
        assertThatCode(() -> Portion.percent(Double.MIN_VALUE)).doesNotThrowAnyException();
    }

    private static void changes(int at, double value) {
        double[] all = {1, 1, 1, 1};
        all[at] = value;
        new PaceSnapshot.Changes(all[0], all[1], all[2], all[3]);
    }

    private static PaceLimits limits(int at, Duration value) {
        Duration[] all = {SECOND, SECOND, SECOND, SECOND, SECOND, SECOND};
        all[at] = value;
        return new PaceLimits(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    private record NoPermits() implements PermitSource {
        @Override
        public int take(int atMost) {
            return 0;
        }

        @Override
        public long nanosToNext() {
            return Long.MAX_VALUE;
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {}

        @Override
        public long available() {
            return 0;
        }

        @Override
        public double rate() {
            return 0;
        }
    }
}
