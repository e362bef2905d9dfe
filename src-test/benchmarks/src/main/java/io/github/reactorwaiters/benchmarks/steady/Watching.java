// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.testkit.wire.CallLog;

/**
 * What one poller did in the measured time.
 *
 * @param poller its name
 * @param score how late it was
 * @param seconds how long was measured
 * @param polls GetFunction calls in that time
 * @param lists ListFunctions calls in that time
 * @param refused of both, refused for a quota
 */
record Watching(String poller, Score score, double seconds, long polls, long lists, long refused) {
    /** The counters of a log at one moment. */
    record Calls(long polls, long lists, long refused) {
        static Calls of(CallLog log) {
            return new Calls(log.count("GetFunction"), log.count("ListFunctions"), log.throttled());
        }

        Calls since(Calls before) {
            return new Calls(polls - before.polls, lists - before.lists, refused - before.refused);
        }
    }

    static Watching of(String poller, Score score, double seconds, Calls calls) {
        return new Watching(poller, score, seconds, calls.polls(), calls.lists(), calls.refused());
    }
}
