// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.report.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The figures to meet with 1,000 functions, as far as they were measured, at true durations. */
final class FleetGoals {
    private static final int FUNCTIONS = 1_000;
    private static final double MEAN_AT_15 = 0.40;
    private static final double MEAN_AT_ONCE = 2.3;
    private static final double TIMES_BELOW_FIXED = 2.2;
    private static final double REFUSED_SHARE = 0.01;
    private static final double HEAP_BYTES = 1024;

    private FleetGoals() {}

    static List<Goal> of(List<Result> results) {
        List<Goal> goals = new ArrayList<>();
        for (boolean atOnce : new boolean[] {false, true}) {
            List<Result> fleet = results.stream()
                    .filter(result -> !result.cell().heap())
                    .filter(result -> result.cell().functions() == FUNCTIONS
                            && result.cell().hurry() == 1
                            && (atOnce
                                    ? result.cell().allAtOnce()
                                    : result.cell().startsPerSecond() == 15))
                    .toList();
            Result ours = find(fleet, Peer.Kind.REACTOR_WAITERS);
            if (ours != null) {
                of(ours, fleet, atOnce, goals);
            }
        }
        results.stream()
                .filter(result -> result.cell().heap()
                        && result.cell().functions() == FUNCTIONS
                        && result.is(Peer.Kind.REACTOR_WAITERS))
                .forEach(result -> heap(result, goals));
        return goals;
    }

    private static void of(Result ours, List<Result> fleet, boolean atOnce, List<Goal> goals) {
        String which = FUNCTIONS + " functions, " + ours.cell().start() + ": ";
        double mean = ours.delays().mean();
        goals.add(
                Goal.atMost(which + "not detected", 0, FUNCTIONS - ours.delays().count()));
        goals.add(Goal.atMost(which + "mean delay, s", atOnce ? MEAN_AT_ONCE : MEAN_AT_15, mean));
        goals.add(Goal.below(which + "share of refused calls", REFUSED_SHARE, ours.refusedShare()));
        Result fixed = find(fleet, Peer.Kind.FIXED);
        if (fixed != null && !atOnce) {
            goals.add(Goal.atLeast(
                    which + "times below the fixed interval",
                    TIMES_BELOW_FIXED,
                    fixed.delays().mean() / mean));
        }
        fleet.stream()
                .filter(peer -> !peer.is(Peer.Kind.REACTOR_WAITERS) && peer.detectedAll())
                .mapToDouble(peer -> peer.finding().cpuSeconds())
                .min()
                .ifPresent(least -> goals.add(Goal.below(
                        which + "CPU seconds, below each peer that detects all",
                        least,
                        ours.finding().cpuSeconds())));
    }

    private static void heap(Result weighed, List<Goal> goals) {
        Finding.Heap heap = Objects.requireNonNull(weighed.finding().heap());
        goals.add(Goal.atMost(
                FUNCTIONS + " functions: heap per waiting function beyond SDK calls, bytes",
                HEAP_BYTES,
                heap.beyondCalls(FUNCTIONS)));
    }

    private static @Nullable Result find(List<Result> fleet, Peer.Kind kind) {
        return fleet.stream().filter(result -> result.is(kind)).findFirst().orElse(null);
    }
}
