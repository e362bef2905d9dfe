// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of {@link LearnedPace}. Immutable.
 *
 * @param floor what a poll must save, in expected seconds of undetected delay; less, and its permit is kept. A lower floor
 *     finds changes sooner, for more calls. Default 15 ms. What a poll saves counts double for a key in transition that a
 *     caller awaits, so that half of this is enough there
 * @param leastPause shortest time between two polls of a key. Default 250 ms
 * @param runningCeiling longest time without a reading in transition, if the budget allows; when many are in transition, 8
 *     rounds of them. Default 10 s
 * @param settledCeiling longest time without a reading of a settled key, by a poll or a listing, if permits are left;
 *     where listings show it, not before one and a half of their period. Default 1 min
 * @param listedCeiling longest time without a poll of a settled key that listings show, if permits are left: a listing shows
 *     revisions, not states. Default 1 h
 * @param unreadable pause between two polls of a key that may not be read. Default 1 min
 */
public record PaceLimits(
        Duration floor,
        Duration leastPause,
        Duration runningCeiling,
        Duration settledCeiling,
        Duration listedCeiling,
        Duration unreadable) {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Checks that each is positive and at most 100 years, and each ceiling at least the least pause. */
    public PaceLimits {
        requireAtLeast("floor", Duration.ofNanos(1), floor);
        requireAtLeast("leastPause", Duration.ofMillis(1), leastPause);
        requireAtLeast("runningCeiling", leastPause, runningCeiling);
        requireAtLeast("settledCeiling", leastPause, settledCeiling);
        requireAtLeast("listedCeiling", settledCeiling, listedCeiling);
        requireAtLeast("unreadable", leastPause, unreadable);
    }

    /** The defaults. */
    public static PaceLimits defaults() {
        return new PaceLimits(
                Duration.ofMillis(15),
                Duration.ofMillis(250),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
    }

    /** The same with another floor. */
    public PaceLimits withFloor(Duration value) {
        return new PaceLimits(value, leastPause, runningCeiling, settledCeiling, listedCeiling, unreadable);
    }

    /** The same with another shortest pause. */
    public PaceLimits withLeastPause(Duration value) {
        return new PaceLimits(floor, value, runningCeiling, settledCeiling, listedCeiling, unreadable);
    }

    /** The same with another longest pause in transition. */
    public PaceLimits withRunningCeiling(Duration value) {
        return new PaceLimits(floor, leastPause, value, settledCeiling, listedCeiling, unreadable);
    }

    /** The same with other longest pauses of settled keys: without any reading, and without a poll. */
    public PaceLimits withSettledCeilings(Duration settled, Duration listed) {
        return new PaceLimits(floor, leastPause, runningCeiling, settled, listed, unreadable);
    }

    /** The same with another pause of keys that may not be read. */
    public PaceLimits withUnreadable(Duration value) {
        return new PaceLimits(floor, leastPause, runningCeiling, settledCeiling, listedCeiling, value);
    }

    private static void requireAtLeast(String name, Duration least, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be at most " + LONGEST + ": " + value);
        }
    }
}
