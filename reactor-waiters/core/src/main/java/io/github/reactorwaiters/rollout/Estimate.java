// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long calls and waits take yet: arithmetic. */
final class Estimate {
    private Estimate() {}

    /** How long so many calls take at so many permits a second. */
    static Duration ofCalls(double calls, double perSecond) {
        return Duration.ofMillis(Math.round(1_000 * calls / perSecond));
    }

    /**
     * What is left of a rollout.
     *
     * @param left functions that have not ended
     * @param ended functions that ended in this run
     * @param callsOfEnded control-plane calls made for those that ended
     * @param callsOfOthers the same for those that are under way
     * @param perSecond permits a second
     * @param waitOfEnded how long those that ended waited in all, apart from permits
     * @param bakes what is left of bakes between waves
     * @return null as long as nothing was learned
     */
    static @Nullable Duration left(
            int left,
            int ended,
            long callsOfEnded,
            long callsOfOthers,
            double perSecond,
            Duration waitOfEnded,
            Duration bakes) {
        if (left == 0) {
            return Duration.ZERO;
        }
        if (ended == 0) {
            return null;
        }
        double callsLeft = Math.max(0, (double) callsOfEnded / ended * left - callsOfOthers);
        return ofCalls(callsLeft, perSecond).plus(waitOfEnded.dividedBy(ended)).plus(bakes);
    }
}
