// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.time.Duration;

/**
 * The first policy: the pause between two polls is a quarter of the age of the key's phase, between a floor and a
 * ceiling. Immutable.
 *
 * <p>A key in transition for 4 s is read each second, one for a minute each 10 s: what is detected late is so by at most
 * a quarter of what it took. A settled key is read more and more rarely. Each pause is spread by ±10%, so that keys
 * which started together do not stay together. A key that somebody awaits is polled as one in transition. When permits
 * are short, the keys that are overdue by the largest multiple of their pause go first, awaited keys counting double.
 *
 * @param runningFloor shortest pause in transition; default 500 ms
 * @param runningCeiling longest pause in transition; default 10 s
 * @param settledFloor shortest pause of a settled key; default 2 s
 * @param settledCeiling longest pause of a settled key; default 1 min
 * @param listedCeiling longest pause of a settled key whose changes listings show, too; its shortest is the
 *     {@code settledCeiling}; default 1 h
 * @param unreadable pause of a key that may not be read; default 1 min
 */
public record AdaptivePace(
        Duration runningFloor,
        Duration runningCeiling,
        Duration settledFloor,
        Duration settledCeiling,
        Duration listedCeiling,
        Duration unreadable)
        implements Pace {

    private static final int GROWTH = 4;
    private static final double JITTER = 0.1;

    /** Checks that each floor is positive and each ceiling at least its floor. */
    public AdaptivePace {
        requireOrder("runningFloor", Duration.ZERO.plusNanos(1), runningFloor);
        requireOrder("runningCeiling", runningFloor, runningCeiling);
        requireOrder("settledFloor", Duration.ZERO.plusNanos(1), settledFloor);
        requireOrder("settledCeiling", settledFloor, settledCeiling);
        requireOrder("listedCeiling", settledCeiling, listedCeiling);
        requireOrder("unreadable", Duration.ZERO.plusNanos(1), unreadable);
    }

    /** The defaults. */
    public static AdaptivePace create() {
        return new AdaptivePace(
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofHours(1),
                Duration.ofMinutes(1));
    }

    /** The same with other bounds in transition. */
    public AdaptivePace withRunning(Duration floor, Duration ceiling) {
        return new AdaptivePace(floor, ceiling, settledFloor, settledCeiling, listedCeiling, unreadable);
    }

    /** The same with other bounds when settled; the ceiling holds for listed keys, too, if it is above theirs. */
    public AdaptivePace withSettled(Duration floor, Duration ceiling) {
        Duration listed = listedCeiling.compareTo(ceiling) < 0 ? ceiling : listedCeiling;
        return new AdaptivePace(runningFloor, runningCeiling, floor, ceiling, listed, unreadable);
    }

    @Override
    public long eligibleAt(Observed key) {
        if (key.phase() == Phase.UNREAD) {
            return key.phaseSince();
        }
        double spread = 1 + JITTER * unit(key.salt());
        return key.lastReading() + (long) (pause(key) * spread);
    }

    @Override
    public double value(Observed key, long now) {
        double overdue = (double) (now - key.lastReading()) / pause(key);
        return key.waits() > 0 ? 2 * overdue : overdue;
    }

    private long pause(Observed key) {
        long age = key.lastReading() - key.phaseSince();
        if (key.phase() == Phase.RUNNING || (key.waits() > 0 && key.phase() == Phase.SETTLED)) {
            return clamp(age / GROWTH, runningFloor, runningCeiling);
        }
        if (key.phase() == Phase.SETTLED) {
            return key.listed()
                    ? clamp(age / GROWTH, settledCeiling, listedCeiling)
                    : clamp(age / GROWTH, settledFloor, settledCeiling);
        }
        return unreadable.toNanos();
    }

    private static long clamp(long nanos, Duration floor, Duration ceiling) {
        return Math.max(floor.toNanos(), Math.min(ceiling.toNanos(), nanos));
    }

    /** Maps a salt to [-1, 1): the finalizer of splitmix64, so that near salts give far values. */
    private static double unit(int salt) {
        long z = salt * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z >> 11) / (double) (1L << 52);
    }

    private static void requireOrder(String name, Duration least, Duration value) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
        }
    }
}
