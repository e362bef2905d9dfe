// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * How long it takes at least to update a fleet, and to make so many calls: what the quota's bucket holds at once, then as many
 * calls a second as it is filled with. Calls take no time here, and nobody has to notice that an update is over. Immutable.
 *
 * @param anyOrderSeconds when the functions that take longest are begun first: no order beats it
 * @param givenOrderSeconds when functions are begun in the order given: what is left to who does not know how long each will take
 */
record LeastTime(double anyOrderSeconds, double givenOrderSeconds) {
    /**
     * Calls that may be made.
     *
     * @param perSecond the rate at which the bucket is filled
     * @param burst what it holds when full, as it is at first
     */
    record Quota(double perSecond, int burst) {
        /** AWS's, for all control-plane calls together but GetFunction. */
        static final Quota AWS = new Quota(15, 15);

        /** Seconds until so many calls more than {@code before} can have been made. */
        private double secondsToCall(int before) {
            return Math.max(0, before + 1 - burst) / perSecond;
        }
    }

    /**
     * The least time of a fleet.
     *
     * @param durations of the updates, in the order given
     * @param callsEach calls that each function takes, the one that begins its update among them
     */
    static LeastTime of(List<Duration> durations, int callsEach, Quota quota) {
        double calls = quota.secondsToCall(callsEach * durations.size() - 1);
        List<Duration> longestFirst =
                durations.stream().sorted(Comparator.reverseOrder()).toList();
        return new LeastTime(Math.max(calls, updated(longestFirst, quota)), Math.max(calls, updated(durations, quota)));
    }

    /** Seconds until all updates are over that were begun in this order, each as soon as the quota lets it. */
    static double updated(List<Duration> durations, Quota quota) {
        double last = 0;
        for (int i = 0; i < durations.size(); i++) {
            last = Math.max(last, quota.secondsToCall(i) + durations.get(i).toNanos() / 1e9);
        }
        return last;
    }
}
