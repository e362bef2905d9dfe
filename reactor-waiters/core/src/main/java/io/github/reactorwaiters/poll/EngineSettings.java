// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.time.Duration;

/**
 * The limits of a {@link PollEngine}. Immutable.
 *
 * @param maxInFlight most calls under way at a time, at least 1
 * @param listingsPerSecond most listing pages a second, above 0
 * @param listNamed whether keys watched by name are listed, too, where that shows more than polls would
 * @param sweepPause shortest time from the start of one listing to the start of the next, positive; beside the first for
 *     keys watched by name, others may start sooner
 */
public record EngineSettings(int maxInFlight, double listingsPerSecond, boolean listNamed, Duration sweepPause) {
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Checks the ranges. */
    public EngineSettings {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1: " + maxInFlight);
        }
        if (!(listingsPerSecond > 0 && listingsPerSecond < 1e6)) {
            throw new IllegalArgumentException(
                    "listingsPerSecond must be above 0 and below 1,000,000: " + listingsPerSecond);
        }
        if (sweepPause.isNegative() || sweepPause.isZero() || sweepPause.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("sweepPause must be positive, at most " + LONGEST + ": " + sweepPause);
        }
    }
}
