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

    /** Of so few alive all are taken to be over. */
    private static final double LEAST = 1e-280;

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
        return alive < LEAST ? to - from : to - from - (at(tail, from) - at(tail, to)) / alive;
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
        double alive = 1;
        int bin = 0;
        double hazard = durations.hazard(0);
        double left = Math.exp(-hazard * CELL);
        for (int i = 0; i < size; i++) {
            survival[i] = alive;
            double from = i * CELL;
            double to = from + CELL;
            if (AgeBins.end(bin) >= to) {
                alive *= left;
            } else {
                do {
                    alive *= Math.exp(-hazard * (AgeBins.end(bin) - from));
                    from = AgeBins.end(bin);
                    bin++;
                    hazard = durations.hazard(bin);
                } while (AgeBins.end(bin) < to);
                alive *= Math.exp(-hazard * (to - from));
                left = Math.exp(-hazard * CELL);
            }
            if (alive < LEAST) {
                alive = 0; // numbers with fewer digits are slow
            }
        }
        tail[size - 1] = 0;
        for (int i = size - 2; i >= 0; i--) {
            tail[i] = tail[i + 1] + CELL * (survival[i] + survival[i + 1]) / 2;
        }
    }
}
