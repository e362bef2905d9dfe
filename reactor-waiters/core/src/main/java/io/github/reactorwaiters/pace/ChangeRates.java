// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * How often keys change: each key's own evidence, drawn towards the fleet's mean, the more so the more alike the fleet's keys
 * are. Not thread-safe.
 *
 * <p>Changes of a key are taken for a Poisson process whose rate is one of a gamma distribution over the fleet (Robbins'
 * empirical Bayes). Its mean is all changes over all time. Its shape is found by the method of moments: with rates all
 * alike, keys have {@code mean² Σ time²} pairs of changes, and {@code 1 + 1 / shape} times as many if they differ. The age of
 * the change before watching began counts as one change over that time. Rates are per second.
 */
final class ChangeRates {
    /** Before anything is known: one change a day. */
    private static final double UNKNOWN = 1 / 86_400.0;

    /** What the mean is worth of it, in changes. */
    private static final double UNKNOWN_CHANGES = 0.5;

    /** The shape before anything is known, and what that is worth, in pairs of changes expected of a fleet of equals. */
    private static final double UNKNOWN_SHAPE = 0.5;

    private static final double UNKNOWN_PAIRS = 1;
    private static final double LEAST_SHAPE = 0.02;
    private static final double MOST_SHAPE = 50;

    private long keys;
    private long changes;
    private double agesSeconds;
    private double sinceSeconds;

    /** While watched: two times the pairs of changes that are of the same key, and the changes. */
    private double pairs;

    private long seen;

    /** Squares of times are summed from here on, or they would drown in that of the clock. */
    private double origin = Double.NaN;

    private double sinceSquared;

    /**
     * The gamma distribution of the fleet's rates.
     *
     * @param shape 1 over the square of their coefficient of variation
     * @param mean of the rates
     */
    record Prior(double shape, double mean) {
        /**
         * Changes a second of one key: the mean of its posterior, {@code (shape + changes) / (shape / mean + time)}.
         *
         * @param ageSeconds how long before watching the last change was, NaN if unknown
         */
        double rate(double watchedSeconds, double ageSeconds, int changed) {
            boolean known = !Double.isNaN(ageSeconds);
            double count = shape + changed + (known ? 1 : 0);
            return count / (shape / mean + watchedSeconds + (known ? ageSeconds : 0));
        }
    }

    /** A key is watched from {@code sinceSeconds} on; its last change was {@code ageSeconds} before, NaN if unknown. */
    void add(double sinceSeconds, double ageSeconds) {
        if (Double.isNaN(origin)) {
            origin = sinceSeconds;
        }
        keys++;
        this.sinceSeconds += sinceSeconds;
        sinceSquared += square(sinceSeconds - origin);
        if (!Double.isNaN(ageSeconds)) {
            changes++;
            agesSeconds += ageSeconds;
        }
    }

    /** A key is watched no more; the arguments as they were told to {@link #add}. */
    void remove(double sinceSeconds, double ageSeconds, int changed) {
        keys--;
        changes -= changed;
        seen -= changed;
        pairs -= (double) changed * (changed - 1);
        this.sinceSeconds -= sinceSeconds;
        sinceSquared -= square(sinceSeconds - origin);
        if (!Double.isNaN(ageSeconds)) {
            changes--;
            agesSeconds -= ageSeconds;
        }
    }

    /** A key changed; it is its change number {@code nth} while watched. */
    void changed(int nth) {
        changes++;
        seen++;
        pairs += 2.0 * (nth - 1);
    }

    /** What is known of the fleet now. */
    Prior prior(double nowSeconds) {
        return new Prior(shape(nowSeconds), mean(nowSeconds));
    }

    private double mean(double nowSeconds) {
        double time = keys * nowSeconds - sinceSeconds + agesSeconds;
        return (changes + UNKNOWN_CHANGES) / (Math.max(0, time) + UNKNOWN_CHANGES / UNKNOWN);
    }

    private double shape(double nowSeconds) {
        double time = keys * nowSeconds - sinceSeconds;
        double now = nowSeconds - origin;
        double timeSquared = keys * now * now - 2 * now * (sinceSeconds - keys * origin) + sinceSquared;
        double ofEquals = time > 0 ? square(seen / time) * Math.max(0, timeSquared) : 0;
        double ratio = (Math.max(0, pairs) + (1 + 1 / UNKNOWN_SHAPE) * UNKNOWN_PAIRS) / (ofEquals + UNKNOWN_PAIRS);
        return Math.min(MOST_SHAPE, 1 / Math.min(1 / LEAST_SHAPE, Math.max(1 / MOST_SHAPE, ratio - 1)));
    }

    private static double square(double value) {
        return value * value;
    }
}
