// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * Ages in seconds, cut into bins that widen by a fifth each: 0, 0.25, 0.3, 0.36 ... 1,097, and one without an end from
 * there. Short ages are told apart finely, long ones roughly, with 48 numbers for all.
 */
final class AgeBins {
    private static final double FIRST = 0.25;
    private static final double GROWTH = 1.2;
    private static final double LAST = 1_000;
    private static final double LOG_GROWTH = Math.log(GROWTH);

    /** Bins there are, the open one included. */
    static final int COUNT = 2 + (int) Math.ceil(Math.log(LAST / FIRST) / LOG_GROWTH);

    private static final double[] STARTS = starts();

    private AgeBins() {}

    /** Where bin {@code bin} begins. */
    static double start(int bin) {
        return STARTS[bin];
    }

    /** Where bin {@code bin} ends; infinite for the last one. */
    static double end(int bin) {
        return bin + 1 < COUNT ? STARTS[bin + 1] : Double.POSITIVE_INFINITY;
    }

    /** The bin that {@code age} falls into. */
    static int of(double age) {
        if (age < FIRST) {
            return 0;
        }
        int bin = Math.min(COUNT - 1, 1 + (int) (Math.log(age / FIRST) / LOG_GROWTH));
        // The logarithm may be off by a rounding at an edge.
        if (age < STARTS[bin]) {
            return bin - 1;
        }
        return bin + 1 < COUNT && age >= STARTS[bin + 1] ? bin + 1 : bin;
    }

    private static double[] starts() {
        double[] starts = new double[COUNT];
        double start = FIRST;
        for (int bin = 1; bin < COUNT; bin++) {
            starts[bin] = start;
            start *= GROWTH;
        }
        return starts;
    }
}
