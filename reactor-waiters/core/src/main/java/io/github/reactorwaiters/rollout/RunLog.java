// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.FluxSink;

/** Counts what happens in a run, and tells it. Thread-safe. */
final class RunLog {
    private static final Set<RolloutStep> WAITS = Set.of(
            RolloutStep.AWAIT_CODE,
            RolloutStep.AWAIT_CONFIGURATION,
            RolloutStep.AWAIT_VERSION,
            RolloutStep.SHIFT_ALIAS,
            RolloutStep.VERIFY);

    /** What happened so far; {@code learned} counts those done in this run, not by an earlier one. */
    private record Counts(
            int done,
            int learned,
            int running,
            int failed,
            long calls,
            long callsOfDone,
            Duration waitOfDone,
            Duration bakes) {

        Counts begun() {
            return new Counts(done, learned, running + 1, failed, calls, callsOfDone, waitOfDone, bakes);
        }

        Counts called() {
            return new Counts(done, learned, running, failed, calls + 1, callsOfDone, waitOfDone, bakes);
        }

        Counts ended(boolean begun, boolean failure, int callsMade, Duration waited) {
            return new Counts(
                    done + 1,
                    learned + (begun ? 1 : 0),
                    running - (begun ? 1 : 0),
                    failed + (failure ? 1 : 0),
                    calls,
                    callsOfDone + callsMade,
                    waitOfDone.plus(waited),
                    bakes);
        }

        Counts dropped(boolean begun) {
            return new Counts(done, learned, running - (begun ? 1 : 0), failed, calls, callsOfDone, waitOfDone, bakes);
        }

        Counts baked(Duration bake) {
            return new Counts(done, learned, running, failed, calls, callsOfDone, waitOfDone, bakes.minus(bake));
        }
    }

    private final FluxSink<RolloutEvent> sink;
    private final SchedulerClock clock;
    private final PermitPool permits;
    private final int total;
    private final AtomicReference<Counts> counts;

    RunLog(FluxSink<RolloutEvent> sink, SchedulerClock clock, PermitPool permits, int total, Duration bakes) {
        this.sink = sink;
        this.clock = clock;
        this.permits = permits;
        this.total = total;
        this.counts = new AtomicReference<>(new Counts(0, 0, 0, 0, 0, 0, Duration.ZERO, bakes));
    }

    void called() {
        counts.updateAndGet(Counts::called);
    }

    void begun() {
        counts.updateAndGet(Counts::begun);
    }

    /** How many functions failed so far. */
    int failed() {
        return now().failed();
    }

    void step(FunctionState function, RolloutStep step) {
        sink.next(new RolloutEvent.StepStarted(at(), progress(), function.name(), function.wave, step));
    }

    /** Counts the end of a function; {@link #ended} tells it. */
    void count(FunctionResult result, boolean begun, int callsMade) {
        if (result.outcome() == FunctionOutcome.NOT_STARTED) {
            counts.updateAndGet(seen -> seen.dropped(begun));
            return;
        }
        Duration waited = result.timeSpent().entrySet().stream()
                .filter(spent -> WAITS.contains(spent.getKey()))
                .map(spent -> spent.getValue())
                .reduce(Duration.ZERO, Duration::plus);
        boolean failure = result.outcome() == FunctionOutcome.FAILED;
        counts.updateAndGet(seen -> seen.ended(begun, failure, callsMade, waited));
    }

    void ended(FunctionResult result) {
        sink.next(new RolloutEvent.FunctionEnded(at(), progress(), result));
    }

    void waveStarted(Wave wave, int waves) {
        sink.next(new RolloutEvent.WaveStarted(at(), progress(), wave, waves));
    }

    void waveEnded(Wave wave, int waves) {
        sink.next(new RolloutEvent.WaveEnded(at(), progress(), wave, waves));
    }

    void baked(Duration bake) {
        counts.updateAndGet(seen -> seen.baked(bake));
    }

    void halted(Halt halt) {
        sink.next(new RolloutEvent.Halted(at(), progress(), halt));
    }

    void ended(RolloutSummary summary) {
        sink.next(new RolloutEvent.Ended(at(), progress(), summary));
    }

    private Counts now() {
        return Objects.requireNonNull(counts.get());
    }

    private Instant at() {
        return clock.instant();
    }

    private RolloutProgress progress() {
        Counts now = now();
        Duration eta = Estimate.left(
                total - now.done(),
                now.learned(),
                now.callsOfDone(),
                now.calls() - now.callsOfDone(),
                permits.status().rate(),
                now.waitOfDone(),
                now.bakes());
        return new RolloutProgress(total, now.done(), now.running(), now.failed(), eta);
    }
}
