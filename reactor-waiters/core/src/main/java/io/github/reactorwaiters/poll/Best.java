// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The keys of the largest values among those offered; of equal values, those that were not read for longest. */
final class Best<K, S, R, C> {
    private static final Comparator<KeyState<?, ?, ?, ?>> LEAST_FIRST = (a, b) -> {
        int byValue = Double.compare(a.value, b.value);
        return byValue != 0 ? byValue : Long.compare(b.lastReading, a.lastReading);
    };

    private int count;
    private final PriorityQueue<KeyState<K, S, R, C>> kept;

    Best(int count) {
        this.count = count;
        this.kept = new PriorityQueue<>(Math.max(1, Math.min(count, 1_000)), LEAST_FIRST);
    }

    /** Considers {@code key}, unless {@code value} is not above 0. */
    void offer(KeyState<K, S, R, C> key, double value) {
        if (!(value > 0)) {
            return;
        }
        float worth = Math.max((float) value, Float.MIN_VALUE); // 0 is for those that were read since
        KeyState<K, S, R, C> least = kept.size() < count ? null : kept.peek();
        if (least != null) {
            // Most keys of a large fleet are turned down here: nothing is written to them.
            if (worth < least.value || (worth == least.value && key.lastReading >= least.lastReading)) {
                return;
            }
            kept.poll();
        }
        key.value = worth;
        kept.add(key);
    }

    /** Keeps the best so many of them. */
    void keep(int count) {
        this.count = count;
        while (kept.size() > count) {
            kept.poll();
        }
    }

    void forEach(Consumer<KeyState<K, S, R, C>> action) {
        kept.forEach(action);
    }

    /** What the worst of them is worth; 0 if there is room for more. */
    double least() {
        KeyState<K, S, R, C> least = kept.size() < count ? null : kept.peek();
        return least == null ? 0 : least.value;
    }

    /** The best, best first. */
    List<KeyState<K, S, R, C>> inOrder() {
        // Not sorted, but taken out of the heap: that the JVM has compiled, as each offer does it.
        PriorityQueue<KeyState<K, S, R, C>> left = new PriorityQueue<>(kept);
        List<KeyState<K, S, R, C>> best = new ArrayList<>(left.size());
        while (!left.isEmpty()) {
            best.add(left.poll());
        }
        Collections.reverse(best);
        return best;
    }
}
