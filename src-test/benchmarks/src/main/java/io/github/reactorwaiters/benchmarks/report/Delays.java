// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/** A sample of delays in seconds, sorted. Immutable. NaN where there is no sample. */
public final class Delays {
    private final double[] sorted;

    private Delays(double[] sorted) {
        this.sorted = sorted;
    }

    /** The sample of these delays, in seconds. */
    public static Delays of(Collection<Double> seconds) {
        double[] sorted =
                seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Delays(sorted);
    }

    /** How many there are. */
    public int count() {
        return sorted.length;
    }

    /** Their arithmetic mean. */
    public double mean() {
        return Arrays.stream(sorted).average().orElse(Double.NaN);
    }

    /**
     * The nearest-rank percentile: the smallest delay that at least {@code percent} of all do not exceed.
     *
     * @param percent in (0, 100]
     */
    public double percentile(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be above 0 and at most 100: " + percent);
        }
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1];
    }

    /** The smallest. */
    public double least() {
        return sorted.length == 0 ? Double.NaN : sorted[0];
    }
}
