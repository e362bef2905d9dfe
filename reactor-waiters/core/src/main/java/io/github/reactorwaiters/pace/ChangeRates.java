// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * How often keys change: each key's own evidence, drawn towards the fleet's mean. Not thread-safe.
 *
 * <p>{@code (0.5 + k + 1) / (0.5 / fleet mean + time watched + age of the last change when first seen)}: the mean of a
 * gamma posterior whose prior is worth half a change (Robbins' empirical Bayes). The age of the change before watching began
 * counts as one change over that time. Rates are per second.
 */
final class ChangeRates {
    private static final double PRIOR_CHANGES = 0.5;

    /** Before anything is known: one change a day. */
    private static final double UNKNOWN = 1 / 86_400.0;

    private long keys;
    private long changes;
    private double agesSeconds;
    private double sinceSeconds;

    /** A key is watched from {@code sinceSeconds} on; its last change was {@code ageSeconds} before, NaN if unknown. */
    void add(double sinceSeconds, double ageSeconds) {
        keys++;
        this.sinceSeconds += sinceSeconds;
        if (!Double.isNaN(ageSeconds)) {
            changes++;
            agesSeconds += ageSeconds;
        }
    }

    /** A key is watched no more; the arguments as they were told to {@link #add}. */
    void remove(double sinceSeconds, double ageSeconds, int changed) {
        keys--;
        changes -= changed;
        this.sinceSeconds -= sinceSeconds;
        if (!Double.isNaN(ageSeconds)) {
            changes--;
            agesSeconds -= ageSeconds;
        }
    }

    /** A key changed. */
    void changed() {
        changes++;
    }

    /** Changes a second of one key, on average over the fleet. */
    double mean(double nowSeconds) {
        double time = keys * nowSeconds - sinceSeconds + agesSeconds;
        return (changes + PRIOR_CHANGES) / (Math.max(0, time) + PRIOR_CHANGES / UNKNOWN);
    }

    /** Changes a second of one key. */
    static double rate(double mean, double watchedSeconds, double ageSeconds, int changed) {
        boolean known = !Double.isNaN(ageSeconds);
        double count = PRIOR_CHANGES + changed + (known ? 1 : 0);
        return count / (PRIOR_CHANGES / mean + watchedSeconds + (known ? ageSeconds : 0));
    }
}
