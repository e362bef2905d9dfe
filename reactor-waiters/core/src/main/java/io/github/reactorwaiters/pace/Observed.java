// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * What is known of one watched key, as a {@link Pace} sees it. Times are nanoseconds of the engine's clock. Not
 * thread-safe: a live view, to be read during the call only.
 */
public interface Observed {
    /** The phase at the last reading. */
    Phase phase();

    /** When it was last read; meaningless while {@link Phase#UNREAD}. */
    long lastReading();

    /** When the present phase was first observed; while UNREAD, when watching began. */
    long phaseSince();

    /** How many callers await something of this key. */
    int waits();

    /** Whether listings cover this key, so that a change shows there, too. */
    boolean listed();

    /** A number that differs from key to key and from reading to reading, for jitter; any int. */
    int salt();
}
