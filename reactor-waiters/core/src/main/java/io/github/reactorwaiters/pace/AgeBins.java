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

    /** Bins there are, the open one included. */
    static final int COUNT = 2 + (int) Math.ceil(Math.log(LAST / FIRST) / Math.log(GROWTH));

    private static final double[] STARTS = starts();
    private static final byte[] BY_EIGHTH = byEighth();

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
        int eighth = eighth(age);
        int bin = eighth < BY_EIGHTH.length ? BY_EIGHTH[eighth] : COUNT - 1;
        // An eighth is narrower than a bin.
        return bin + 1 < COUNT && age >= STARTS[bin + 1] ? bin + 1 : bin;
    }

    /** Which eighth of a doubling of the first age: from 1 to 1.125, to 1.25 ... to 2, to 2.25 times that. */
    private static int eighth(double age) {
        return (int) ((Double.doubleToRawLongBits(age) - Double.doubleToRawLongBits(FIRST)) >> 49);
    }

    /** Of the age at which each eighth begins, the bin. */
    private static byte[] byEighth() {
        byte[] bins = new byte[eighth(STARTS[COUNT - 1]) + 1];
        int bin = 1;
        for (int i = 0; i < bins.length; i++) {
            double begin = Double.longBitsToDouble(Double.doubleToRawLongBits(FIRST) + ((long) i << 49));
            while (bin + 1 < COUNT && begin >= STARTS[bin + 1]) {
                bin++;
            }
            bins[i] = (byte) bin;
        }
        return bins;
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
