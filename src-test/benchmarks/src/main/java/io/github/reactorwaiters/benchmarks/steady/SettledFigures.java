// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.pace.PaceLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How late a poller of a whole account tells of updates when it spends every permit.
 *
 * @param start mean seconds from an update's start until something of it is shown
 * @param completion mean seconds from its completion until that is shown
 * @param unreported updates that were never shown
 * @param pollsPerSecond GetFunction calls made
 * @param bound what start could be, had the poller known the rates: see {@link Setting}
 */
public record SettledFigures(double start, double completion, int unreported, double pollsPerSecond, double bound) {
    /** How long accounts are watched before anything is measured. */
    public static final Duration WATCHED_BEFORE = Duration.ofHours(1);

    private static final PaceLimits NO_FLOOR = PaceLimits.defaults().withFloor(Duration.ofNanos(1));

    /**
     * Measures a watcher in virtual time; a poll of it need save nothing to be made.
     *
     * @param updatesPerSecond updates that start a second, on functions drawn by Zipf's law
     * @param listsPerSecond most ListFunctions calls a second
     * @param measured virtual time measured in each account
     * @param accounts how many; their figures are taken together
     */
    public static SettledFigures measure(
            int functions, double updatesPerSecond, double listsPerSecond, Duration measured, int accounts) {
        return of(
                (account, spent, sightings) -> VirtualWatch.watchAll(account, spent, sightings, NO_FLOOR),
                new Setting(functions, updatesPerSecond, listsPerSecond),
                WATCHED_BEFORE,
                measured,
                accounts);
    }

    /** The same of round robin beside lists, which learns nothing and so needs no time before. */
    public static SettledFigures roundRobin(
            int functions, double updatesPerSecond, double listsPerSecond, Duration measured, int accounts) {
        return of(
                VirtualWatch::roundRobinWithSweeps,
                new Setting(functions, updatesPerSecond, listsPerSecond),
                VirtualWatch.WARM_UP,
                measured,
                accounts);
    }

    private static SettledFigures of(
            VirtualWatch.Poller poller, Setting setting, Duration warmUp, Duration measured, int accounts) {
        List<Watching> watched = new ArrayList<>();
        for (long seed = 1; seed <= accounts; seed++) {
            watched.add(VirtualWatch.run("settled", poller, setting, warmUp, measured, seed));
        }
        Summary summary = Summary.of(watched);
        return new SettledFigures(
                summary.start(), summary.completion(), summary.unreported(), summary.pollsPerSecond(), setting.bound());
    }
}
