// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.benchmarks.baseline.Bounds;
import java.time.Duration;

/**
 * An account that is watched, and what may be spent on it.
 *
 * @param functions how many there are
 * @param updatesPerSecond how many updates start a second, on functions drawn by Zipf's law
 * @param listsPerSecond most ListFunctions calls a second
 */
record Setting(int functions, double updatesPerSecond, double listsPerSecond) {
    static final double POLLS_PER_SECOND = 90;

    private static final int PAGE = 50;

    double sweepSeconds() {
        return Math.ceil((double) functions / PAGE) / listsPerSecond;
    }

    /** What it takes to read each function once. */
    Duration readingOnce() {
        return Duration.ofSeconds((long) Math.ceil(functions / POLLS_PER_SECOND));
    }

    /** See {@link Bounds#pollingAndSweeping}. */
    double bound() {
        return Bounds.pollingAndSweeping(Bounds.zipf(functions, updatesPerSecond), POLLS_PER_SECOND, sweepSeconds());
    }

    /** See {@link Bounds#polling}. */
    double boundWithoutSweeps() {
        return Bounds.polling(Bounds.zipf(functions, updatesPerSecond), POLLS_PER_SECOND);
    }

    String label() {
        return functions + " functions, " + updatesPerSecond + " updates/s, " + Math.round(POLLS_PER_SECOND) + " + "
                + listsPerSecond + " calls/s";
    }
}
