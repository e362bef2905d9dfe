// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * The survival of {@link LearnedDurations} and its integral, on a grid of 0.1 s, so that the worth of a poll costs a few
 * array reads. Follows what is learned at most every 200 ms. Not thread-safe.
 */
final class SurvivalTable {
    private static final double CELLS_PER_SECOND = 10;
    private static final double CELL = 1 / CELLS_PER_SECOND;
    private static final int FIRST_SIZE = 256;
    private static final double LAST = AgeBins.start(AgeBins.COUNT - 1);
    private static final int LARGEST = (int) (LAST * CELLS_PER_SECOND);
    private static final long REBUILD_EVERY = 200_000_000;

    private final LearnedDurations durations;
    private double[] survival = new double[0];
    /** The integral of the survival from a grid point to the last one; so even far tails keep their digits. */
    private double[] tail = new double[0];

    private boolean stale = true;
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
        if (to >= LAST) {
            // Of that age the hazard is constant.
            double hazard = durations.hazard(AgeBins.COUNT - 1);
            double passed = to - from;
            double ends = hazard * passed;
            return ends < 1e-6 ? ends * passed / 2 : passed - -Math.expm1(-ends) / hazard;
        }
        boolean small = (int) (to * CELLS_PER_SECOND) + 1 >= survival.length;
        if (small || (stale && now - builtAt >= REBUILD_EVERY)) {
            build(to);
            builtAt = now;
            stale = false;
        }
        double alive = at(survival, from);
        return alive < 1e-280 ? to - from : to - from - (at(tail, from) - at(tail, to)) / alive;
    }

    private static double at(double[] table, double age) {
        double place = age * CELLS_PER_SECOND;
        int cell = (int) place;
        return table[cell] + (place - cell) * (table[cell + 1] - table[cell]);
    }

    private void build(double least) {
        int size = Math.max(survival.length, FIRST_SIZE);
        while (size <= least * CELLS_PER_SECOND + 1) {
            size *= 2;
        }
        size = Math.min(size, LARGEST + 2);
        if (survival.length != size) {
            survival = new double[size];
            tail = new double[size];
        }
        double cumulated = 0;
        int bin = 0;
        for (int i = 0; i < size; i++) {
            survival[i] = Math.exp(-cumulated);
            double from = i * CELL;
            double to = from + CELL;
            while (AgeBins.end(bin) < to) {
                cumulated += durations.hazard(bin) * (AgeBins.end(bin) - from);
                from = AgeBins.end(bin);
                bin++;
            }
            cumulated += durations.hazard(bin) * (to - from);
        }
        tail[size - 1] = 0;
        for (int i = size - 2; i >= 0; i--) {
            tail[i] = tail[i + 1] + CELL * (survival[i] + survival[i + 1]) / 2;
        }
    }
}
