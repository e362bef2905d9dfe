// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys of a lane that are polled by value, in transition or settled, and which of them are worth most. Not thread-safe.
 *
 * <p>Most keys are far from their turn, and to look at one may cost a miss of the processor's caches. So each key has a time
 * before which it is passed over: until then it is not worth the {@link #bar}, which is below what the worst of the keys
 * selected lately was worth. Every tenth selection looks at all keys, since what a key is worth may have risen with what was
 * learned, or with a change of the listings; so does one that finds too few keys above the bar.
 *
 * <p>If that leaves too many, as when thousands of transitions began together and are worth nearly the same, those in transition
 * are passed over until the next look at all, but for the best, of which there are more than are selected until then.
 */
final class RankedKeys<K, S, R, C> {
    private static final int OF_ALL = 10;

    /**
     * So many keys are fetched before the first of them is valued: few of a large fleet are in the processor's caches, and so it
     * waits for them at the same time.
     */
    private static final int BLOCK = 16;

    /** The bar over the worth of the worst selected: at first, and between what it may be later. */
    private static final double BAR = 0.85;

    private static final double LEAST_BAR = 0.7;
    private static final double MOST_BAR = 0.95;

    /** Too many are so many times as many keys above the bar as are selected. */
    private static final int TOO_MANY = 64;

    /** Until the next look at all so many times as many may be selected as now, and of the keys those listed in so long. */
    private static final long ENOUGH = 16;

    private static final long LISTED = 3 * OF_ALL * Lane.SLOWEST_SCAN / 2;

    /** In place of the time, until the next look at all. */
    private static final long UNTIL_ALL = Long.MAX_VALUE;

    private final Pace pace;
    private final List<KeyState<K, S, R, C>> keys = new ArrayList<>();

    /** Of each key, by its index; beside one another, so that a scan of them is fast. */
    private long[] passedOverUntil = new long[16];

    /** What a key must be worth to be looked at; 0: anything that is worth a permit. */
    private double bar;

    /** How many were above the bar in the last look at all. */
    private int aboveBar;

    private int selections;

    RankedKeys(Pace pace) {
        this.pace = pace;
    }

    int size() {
        return keys.size();
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    void add(KeyState<K, S, R, C> key, Load load, long now) {
        key.index = keys.size();
        keys.add(key);
        if (keys.size() > passedOverUntil.length) {
            passedOverUntil = Arrays.copyOf(passedOverUntil, keys.size() + keys.size() / 4);
        }
        passedOverUntil[key.index] = pace.worthwhileAt(key, bar, load, now);
    }

    void remove(KeyState<K, S, R, C> key) {
        passedOverUntil[key.index] = passedOverUntil[keys.size() - 1];
        KeyState<K, S, R, C> moved = keys.remove(keys.size() - 1);
        if (moved != key) {
            keys.set(key.index, moved);
            moved.index = key.index;
        }
    }

    /** The {@code count} keys that are worth most now, of those that are worth a permit. */
    Best<K, S, R, C> best(int count, Load load, long now) {
        return best(count, load, now, now);
    }

    /** The same of what they are worth now, or at {@code until} if they are to be looked at before, whichever is more. */
    Best<K, S, R, C> best(int count, Load load, long now, long until) {
        if (selections++ % OF_ALL != 0) {
            Best<K, S, R, C> best = select(count, false, load, now, until);
            if (best.least() >= bar) {
                return best;
            }
        }
        boolean tooMany = aboveBar > TOO_MANY * count;
        Best<K, S, R, C> best = select(tooMany ? enough(count, load) : count, true, load, now, until);
        if (tooMany) {
            passOverAllBut(best, now);
        }
        best.keep(count);
        raiseOrLower(best.least());
        return best;
    }

    /** Whether {@code key} is taken to be worth the bar before {@code time}. */
    boolean isWorthwhileBefore(KeyState<K, S, R, C> key, long time) {
        return passedOverUntil[key.index] < time;
    }

    private Best<K, S, R, C> select(int count, boolean all, Load load, long now, long until) {
        Best<K, S, R, C> best = new Best<>(count);
        int above = 0;
        int[] near = new int[BLOCK];
        for (int i = 0; i < keys.size(); ) {
            int nearby = 0;
            for (; i < keys.size() && nearby < BLOCK; i++) {
                // The second fetches the key; if not so, it was read this moment.
                if ((all || passedOverUntil[i] <= until) && keys.get(i).lastReading <= until) {
                    near[nearby++] = i;
                }
            }
            for (int n = 0; n < nearby; n++) {
                above += lookAt(near[n], best, all, load, now, until) ? 1 : 0;
            }
        }
        if (all) {
            aboveBar = above;
        }
        return best;
    }

    /** Returns whether it is worth the bar now. */
    private boolean lookAt(int i, Best<K, S, R, C> best, boolean all, Load load, long now, long until) {
        KeyState<K, S, R, C> key = keys.get(i);
        double value = pace.value(key, load, now);
        boolean soon = until > now && passedOverUntil[i] <= until;
        best.offer(key, soon ? Math.max(value, pace.value(key, load, until)) : value);
        boolean above = value > 0 && value >= bar;
        if (above) {
            passedOverUntil[i] = now;
        } else if (passedOverUntil[i] <= now || passedOverUntil[i] == UNTIL_ALL || (all && mayBeTooLate(key))) {
            passedOverUntil[i] = pace.worthwhileAt(key, bar, load, now);
        }
        return above;
    }

    /** So many remain until the next look at all; a listing is a reading of those that were not read for longest. */
    private int enough(int count, Load load) {
        long listed = load.sweepNanos() > 0 ? LISTED * keys.size() / load.sweepNanos() : 0;
        return (int) Math.min(keys.size(), ENOUGH * count + listed);
    }

    private void passOverAllBut(Best<K, S, R, C> enough, long now) {
        for (int i = 0; i < keys.size(); i++) {
            if (passedOverUntil[i] == now && keys.get(i).phase == Phase.RUNNING) {
                passedOverUntil[i] = UNTIL_ALL;
            }
        }
        enough.forEach(key -> passedOverUntil[key.index] = now);
    }

    /**
     * Whether what was learned may make {@code key} worth it before its time, and nothing but another look would tell. Of those
     * in transition a full selection would, as it has too few above the bar then; they are the ones that take long to ask.
     */
    private boolean mayBeTooLate(KeyState<K, S, R, C> key) {
        return bar == 0 || key.phase != Phase.RUNNING;
    }

    private void raiseOrLower(double least) {
        if (bar < least * LEAST_BAR || bar > least * MOST_BAR) {
            if (least * BAR < bar) {
                lower(least * BAR / bar);
            }
            bar = least * BAR;
        }
    }

    /**
     * The times are too late for a bar that is so much lower. What a poll of a key in transition is worth grows ever faster from
     * its last reading on, so that it reaches a share of the bar after that share of the time since then, or later.
     */
    private void lower(double share) {
        for (int i = 0; i < keys.size(); i++) {
            KeyState<K, S, R, C> key = keys.get(i);
            if (key.phase != Phase.RUNNING) {
                passedOverUntil[i] = Long.MIN_VALUE;
            } else if (passedOverUntil[i] > key.lastReading && passedOverUntil[i] != UNTIL_ALL) {
                passedOverUntil[i] = key.lastReading + (long) ((passedOverUntil[i] - key.lastReading) * share);
            }
        }
    }

    /** The first time at which one of them may be worth a permit. */
    long earliest(Load load, long now) {
        long earliest = Long.MAX_VALUE;
        for (int i = 0; i < keys.size(); i++) {
            long at = pace.worthwhileAt(keys.get(i), 0, load, now);
            passedOverUntil[i] = Math.min(passedOverUntil[i], at); // or the selection then would pass it over
            earliest = Math.min(earliest, at);
        }
        return earliest;
    }
}
