// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.time.Duration;
import java.util.Map;

/**
 * Decides which key is worth the next poll, and from when. Holds no clock: now is an argument. The engine calls it from
 * one thread at a time, with what its readings showed; an instance serves one engine.
 *
 * <p>Each permit goes to the key of the largest {@link #value}. Keys that may have changed (hints, listings) or were never
 * read are polled without asking.
 */
public interface Pace {
    /**
     * What a poll of {@code key} is worth now, in any unit that is the same for all keys; larger goes first. Not above 0: it
     * is not worth a permit, even if permits are plentiful.
     *
     * @param now nanoseconds of the engine's clock
     */
    double value(Observed key, Load load, long now);

    /**
     * What a poll of {@code key} is expected to save, in seconds of undetected delay; NaN if it has another reason, or that is
     * not known. Asked once for each poll.
     *
     * @param worth its {@link #value}, when the poll was planned
     */
    default double saving(Observed key, double worth) {
        return Double.NaN;
    }

    /**
     * The first time at which {@link #value} may be above 0 and at least {@code least} if nothing else happens; {@code now}
     * or earlier if it is already. Too early costs a look, too late delays a poll. Of a key in transition the value is to grow
     * ever faster from its last reading on: a share of {@code least} is taken to be reached after that share of the time, or later.
     */
    long worthwhileAt(Observed key, double least, Load load, long now);

    /** A key was read for the first time. */
    default void added(Observed key) {}

    /** A key that was read is watched no more. */
    default void removed(Observed key) {}

    /** A key has changed, not counting what ends a transition; {@link Observed#changes} counts it already. */
    default void changed(Observed key) {}

    /** A settled key was read again, at {@code at}, by a poll or a row, and had not been changed since {@link Observed#lastReading}. */
    default void unchanged(Observed key, long at) {}

    /** A transition of class {@code transition} was under way from age {@code from} to age {@code to}, in nanoseconds. */
    default void survived(String transition, long from, long to) {}

    /** A transition of class {@code transition} ended after age {@code from} and not after {@code to}, in nanoseconds. */
    default void ended(String transition, long from, long to) {}

    /** The median duration of each class of transitions, as learned so far. */
    default Map<String, Duration> medians() {
        return Map.of();
    }

    /**
     * What was learned so far.
     *
     * @param now nanoseconds of the engine's clock
     */
    default PaceSnapshot snapshot(long now) {
        return PaceSnapshot.EMPTY;
    }
}
