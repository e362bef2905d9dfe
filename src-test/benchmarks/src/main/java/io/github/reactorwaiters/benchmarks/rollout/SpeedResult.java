// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

/**
 * How one contender fared with one fleet. Immutable.
 *
 * @param contender its label
 * @param release whether a version and an alias followed each update
 * @param functions how many
 * @param seconds from the start until it called the rollout over
 * @param boundSeconds what the quotas allow: calls / rate, and for updates alone the time from the last one's start until
 *     all have ended
 * @param failed functions that it called failed, or was still busy with at its limit
 * @param updated updates that in truth succeeded
 * @param calls calls that arrived
 * @param refused those that the quotas refused
 */
record SpeedResult(
        String contender,
        boolean release,
        int functions,
        double seconds,
        double boundSeconds,
        int failed,
        long updated,
        long calls,
        long refused) {

    /** How much longer than the quotas allow, in percent. */
    double excess() {
        return 100 * (seconds / boundSeconds - 1);
    }
}
