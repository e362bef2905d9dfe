// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import io.github.reactorwaiters.pace.PaceSnapshot.Changes;

/**
 * How often keys change: each key's own evidence, drawn towards the fleet's mean, the more so the more alike the fleet's keys
 * are. Not thread-safe.
 *
 * <p>Changes of a key are taken for a Poisson process whose rate is one of a gamma distribution over the fleet (Robbins'
 * empirical Bayes). Its mean is all changes seen over all time watched. Its shape is found by the method of moments: with
 * rates all alike, keys have {@code mean² Σ time²} pairs of changes, and {@code 1 + 1 / shape} times as many if they differ.
 * Rates are per second.
 *
 * <p>The age of the change before watching began counts as a part of a change over that time, the same part for all keys. If
 * it told of an update of a rate from that distribution, it would be a whole one; but it may tell of the creation, and real
 * rates spread wider than a gamma distribution's. So it is the part with which keys that were not seen to change yet do
 * change as often as they should. Of the mean the ages tell only what they would if rates were all alike. Together they
 * count there for a few changes at most.
 *
 * <p>What another had seen of a fleet counts as if it had been seen here, but for no more than a change and a pair of each
 * key, and twenty: a fleet that has changed since is learned anew after about as many changes.
 */
final class ChangeRates {
    private static final double MOST_KNOWN = 20;

    /** That an age is a whole change is taken to have been seen in so many first changes. */
    private static final double WHOLE_SEEN = 2;

    /** First changes are forgotten by and by: with each, this part of those before. */
    private static final double FORGOTTEN = 1 / 300.0;

    private final Changes known;
    private long keys;
    private double ages;
    private double agesSeconds;
    private double sinceSeconds;

    /** While watched: two times the pairs of changes that are of the same key, and the changes. */
    private double pairs;

    private double seen;

    /** Squares of times are summed from here on, or they would drown in that of the clock. */
    private double origin = Double.NaN;

    private double sinceSquared;

    /** First changes seen of keys whose age is known, and how many there would be if shape and age came to one change. */
    private double firsts;

    private double firstsByOne;

    /**
     * The gamma distribution of the fleet's rates.
     *
     * @param shape 1 over the square of their coefficient of variation
     * @param mean of the rates
     * @param age what the age of a key's change before it was watched counts for, from 0 to 1 change
     */
    record Prior(double shape, double mean, double age) {
        /**
         * Changes a second of one key: the mean of its posterior, {@code (shape + changes) / (shape / mean + time)}.
         *
         * @param ageSeconds how long before watching the last change was, NaN if unknown
         */
        double rate(double watchedSeconds, double ageSeconds, int changed) {
            boolean known = !Double.isNaN(ageSeconds);
            double count = shape + changed + (known ? age : 0);
            return count / (shape / mean + watchedSeconds + (known ? ageSeconds : 0));
        }
    }

    ChangeRates(Changes known) {
        this.known = known;
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
            ages++;
            agesSeconds += ageSeconds;
        }
    }

    /** A key is watched no more; the arguments as they were told to {@link #add}. */
    void remove(double sinceSeconds, double ageSeconds, int changed) {
        keys--;
        seen -= changed;
        pairs -= (double) changed * (changed - 1);
        this.sinceSeconds -= sinceSeconds;
        sinceSquared -= square(sinceSeconds - origin);
        if (!Double.isNaN(ageSeconds)) {
            ages--;
            agesSeconds -= ageSeconds;
        }
    }

    /**
     * A key changed; it is its change number {@code nth} while watched.
     *
     * @param ageSeconds as it was told to {@link #add}
     */
    void changed(double ageSeconds, int nth) {
        seen++;
        pairs += 2.0 * (nth - 1);
        if (nth == 1 && !Double.isNaN(ageSeconds)) {
            firsts += 1 - FORGOTTEN * firsts;
            firstsByOne -= FORGOTTEN * firstsByOne;
        }
    }

    /**
     * A key did not change in {@code seconds}, nor in those that it was watched before. The time between two readings in which
     * it first changes is left out: it is short beside the time between changes.
     *
     * @param unchangedSeconds since its change before that, NaN if unknown
     * @param fleet a late {@link #prior}
     */
    void neverChanged(double seconds, double unchangedSeconds, Prior fleet) {
        if (!Double.isNaN(unchangedSeconds)) {
            firstsByOne += seconds / (fleet.shape() / fleet.mean() + unchangedSeconds);
        }
    }

    /** What is known of the fleet now. */
    Prior prior(double nowSeconds) {
        double shape = shape(nowSeconds);
        double worth = Math.min(ages, MOST_KNOWN);
        double unseen = ages > 0 ? worth * agesSeconds / ages : 0;
        double firstsSeen = (firsts + WHOLE_SEEN) / (firstsByOne + WHOLE_SEEN / (shape + 1));
        return new Prior(
                shape,
                mean(seen + worth, keys * nowSeconds - sinceSeconds + unseen),
                Math.min(1, Math.max(0, firstsSeen - shape)));
    }

    /**
     * What was seen while keys were watched, for another to start with. The ages of the changes before are left out: they are
     * told anew with the first reading of each key, and must not count twice.
     */
    Changes snapshot(double nowSeconds) {
        if (keys == 0) {
            return known;
        }
        double mean = mean(seen, keys * nowSeconds - sinceSeconds);
        return new Changes(
                Math.min(Changes.MOST_PER_SECOND, Math.max(Changes.LEAST_PER_SECOND, mean)),
                shape(nowSeconds),
                worth(known.changes()) + seen,
                worth(known.pairs()) + pairsOfEquals(nowSeconds));
    }

    private double mean(double changes, double seconds) {
        double worth = worth(known.changes());
        return (changes + worth) / (Math.max(0, seconds) + worth / known.perSecond());
    }

    private double worth(double evidence) {
        return Math.min(evidence, MOST_KNOWN + keys);
    }

    private double shape(double nowSeconds) {
        double worth = worth(known.pairs());
        double ratio = (Math.max(0, pairs) + (1 + 1 / known.shape()) * worth) / (pairsOfEquals(nowSeconds) + worth);
        return Math.min(
                Changes.MOST_SHAPE, 1 / Math.min(1 / Changes.LEAST_SHAPE, Math.max(1 / Changes.MOST_SHAPE, ratio - 1)));
    }

    /** As many pairs of changes of the same key would have been seen if rates were all alike. */
    private double pairsOfEquals(double nowSeconds) {
        double time = keys * nowSeconds - sinceSeconds;
        double now = nowSeconds - origin;
        double timeSquared = keys * now * now - 2 * now * (sinceSeconds - keys * origin) + sinceSquared;
        return time > 0 ? square(seen / time) * Math.max(0, timeSquared) : 0;
    }

    private static double square(double value) {
        return value * value;
    }
}
