// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * The survival of {@link LearnedDurations} and its integral where each bin begins; the hazard being constant within a bin,
 * the rest is a closed form. So the worth of a poll costs one or two exponentials. Follows what is learned at most every
 * 200 ms. Not thread-safe.
 */
final class SurvivalTable {
    private static final long REBUILD_EVERY = 200_000_000;

    /** Of so few alive all are taken to be over. */
    private static final double LEAST = 1e-280;

    private final LearnedDurations durations;
    private final double[] hazard = new double[AgeBins.COUNT];
    private final double[] survival = new double[AgeBins.COUNT];

    /** The integral of the survival from a bin to the last one; so even far tails keep their digits. */
    private final double[] tail = new double[AgeBins.COUNT];

    private boolean built;
    private boolean stale;
    private long builtAt;

    SurvivalTable(LearnedDurations durations) {
        this.durations = durations;
    }

    /** Something new was learned. */
    void learned() {
        stale = true;
    }

    /**
     * How long, in expectation, a transition that was under way at age {@code from} will have been over at age {@code to},
     * nobody having looked since: {@code (to - from) - (A(to) - A(from)) / S(from)} with the survival S and its integral A.
     * Seconds.
     *
     * @param now for the rebuild, in nanoseconds
     */
    double undetected(double from, double to, long now) {
        if (!built || (stale && now - builtAt >= REBUILD_EVERY)) {
            build();
            builtAt = now;
            built = true;
            stale = false;
        }
        int first = AgeBins.of(from);
        int last = AgeBins.of(to);
        if (first >= last) {
            return over(hazard[first], to - from);
        }
        double left = AgeBins.end(first) - from;
        double later = to - AgeBins.start(last);
        double ends = over(hazard[first], left);
        double reached = survival[first + 1];
        if (reached < LEAST) {
            return ends + to - AgeBins.end(first);
        }
        double area = tail[first + 1] - tail[last] + survival[last] * (later - over(hazard[last], later));
        return ends + to - AgeBins.end(first) - Math.exp(-hazard[first] * left) * area / reached;
    }

    /** The same while the hazard is constant: {@code passed - (1 - exp(-hazard * passed)) / hazard}. */
    private static double over(double hazard, double passed) {
        double ends = hazard * passed;
        // The series keeps the digits that the difference would lose.
        return ends < 1e-3
                ? passed * ends * (0.5 - ends * (1 / 6.0 - ends / 24))
                : passed - (1 - Math.exp(-ends)) / hazard;
    }

    private void build() {
        double alive = 1;
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            hazard[bin] = durations.hazard(bin);
            survival[bin] = alive;
            alive *= Math.exp(-hazard[bin] * (AgeBins.end(bin) - AgeBins.start(bin)));
            if (alive < LEAST) {
                alive = 0; // numbers with fewer digits are slow
            }
        }
        tail[AgeBins.COUNT - 1] = 0;
        for (int bin = AgeBins.COUNT - 2; bin >= 0; bin--) {
            double width = AgeBins.end(bin) - AgeBins.start(bin);
            tail[bin] = tail[bin + 1] + survival[bin] * (width - over(hazard[bin], width));
        }
    }
}
