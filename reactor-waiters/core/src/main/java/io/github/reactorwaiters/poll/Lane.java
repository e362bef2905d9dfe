// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The eligible keys that compete for one pool's permits. Not thread-safe. */
final class Lane<K, S, R, C> {
    /** Keys that may have changed come before all whose worth is estimated, awaited ones before these. */
    private static final double FLAGGED = 1e12;

    private static final double AWAITED = 1e13;

    final PermitPool pool;

    /** No pick before this time: permits were short at the last one. */
    long pickAt = Long.MIN_VALUE;

    private final List<KeyState<K, S, R, C>> eligible = new ArrayList<>();

    Lane(PermitPool pool) {
        this.pool = pool;
    }

    int size() {
        return eligible.size();
    }

    void add(KeyState<K, S, R, C> key) {
        key.lane = this;
        key.laneIndex = eligible.size();
        eligible.add(key);
    }

    void remove(KeyState<K, S, R, C> key) {
        KeyState<K, S, R, C> moved = eligible.remove(eligible.size() - 1);
        if (moved != key) {
            eligible.set(key.laneIndex, moved);
            moved.laneIndex = key.laneIndex;
        }
        key.lane = null;
        key.laneIndex = -1;
    }

    /** The {@code count} keys worth most now, best first: one linear scan. They stay in the lane. */
    List<KeyState<K, S, R, C>> best(int count, Pace pace, long now) {
        PriorityQueue<KeyState<K, S, R, C>> least =
                new PriorityQueue<>(count + 1, Comparator.comparingDouble(key -> key.value));
        for (KeyState<K, S, R, C> key : eligible) {
            key.value = value(key, pace, now);
            KeyState<K, S, R, C> worst = least.peek();
            if (worst == null || least.size() < count) {
                least.add(key);
            } else if (key.value > worst.value) {
                least.poll();
                least.add(key);
            }
        }
        List<KeyState<K, S, R, C>> best = new ArrayList<>(least);
        best.sort(Comparator.<KeyState<K, S, R, C>>comparingDouble(key -> key.value)
                .reversed());
        return best;
    }

    private static <K, S, R, C> double value(KeyState<K, S, R, C> key, Pace pace, long now) {
        if (key.flagged || key.phase == Phase.UNREAD) {
            double suspectedFor = (now - (key.flagged ? key.flaggedAt : key.phaseSince)) / 1e9;
            return (key.waits > 0 ? AWAITED : FLAGGED) + suspectedFor;
        }
        return pace.value(key, now);
    }
}
