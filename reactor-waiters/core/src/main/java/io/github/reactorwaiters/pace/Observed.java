// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one watched key, as a {@link Pace} sees it. Times are nanoseconds of the engine's clock. Not
 * thread-safe: a live view, to be read during the call only.
 */
public interface Observed {
    /** The value of a time that never was. */
    long NEVER = Long.MIN_VALUE;

    /** The phase at the last reading, or as a caller said who started a transition. */
    Phase phase();

    /** When it was last read, by a poll or a row of a listing; {@link #NEVER} if it was not. */
    long lastReading();

    /** When a listing last showed it, {@link #NEVER} if none did. */
    long lastListed();

    /** When it was last polled, {@link #NEVER} if it was not. */
    long lastPoll();

    /** In a transition: when that began, as far as is known. */
    long start();

    /** In a transition: what it is, such as a code update of a zip function; keys of one class take alike. */
    @Nullable
    String transition();

    /** How many callers await something of this key. */
    int waits();

    /** When the latest of all who ever did began; {@link #NEVER} if nobody did. */
    long waitSince();

    /** When it was first read. */
    long watchedSince();

    /** How old its last change was then, in seconds; NaN if that is not known. */
    double ageAtFirst();

    /** Changes seen since. */
    int changes();

    /** A number that differs from key to key and from reading to reading, for jitter; any int. */
    int salt();
}
