// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.poll.EngineStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a watcher spends and what it has learned. Immutable.
 *
 * @param calls calls made so far, listing pages included
 * @param refused of them, refused by throttling
 * @param functions functions watched
 * @param inTransition of them, in transition
 * @param lastPickValue what the poll picked last was expected to save when it was planned, up to 200 ms before, in seconds of
 *     undetected delay: the worth of one more call; NaN if it was made for another reason, such as a hint, a first reading, a
 *     failure or a ceiling of {@link io.github.reactorwaiters.pace.PaceLimits}, or none was
 * @param sweepPeriod time from one listing of all functions to the next; zero while nothing is listed
 * @param medians the median duration learned, per class of transitions, such as {@code code/zip}; at most a second old
 * @param operations how polls ended so far, per operation
 * @param pools the budget, per pool: permits given, rate
 */
public record WatcherStats(
        long calls,
        long refused,
        int functions,
        int inTransition,
        double lastPickValue,
        Duration sweepPeriod,
        Map<String, Duration> medians,
        List<OperationCalls> operations,
        List<PoolStatus> pools) {

    static WatcherStats of(EngineStatus engine, List<OperationCalls> operations, List<PoolStatus> pools) {
        return new WatcherStats(
                engine.calls(),
                engine.throttled(),
                engine.keys(),
                engine.running(),
                engine.lastPickValue(),
                engine.sweepPeriod(),
                engine.medians(),
                operations,
                pools);
    }
}
