// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

/** The id in a stream of the change with a number: the time in milliseconds, and what is left of its microseconds. */
final class StreamId {
    private static final long PER_MILLI = 1_000;

    private StreamId() {}

    static String of(long sequence) {
        return sequence / PER_MILLI + "-" + sequence % PER_MILLI;
    }

    static long sequence(String id) {
        int dash = id.indexOf('-');
        return Long.parseLong(id.substring(0, dash)) * PER_MILLI + Long.parseLong(id.substring(dash + 1));
    }
}
