// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys by the time they become eligible: a binary heap in which each key knows its place. Not thread-safe. */
final class DueQueue<T extends KeyState<?, ?, ?, ?>> {
    private final List<T> heap = new ArrayList<>();

    @Nullable
    T first() {
        return heap.isEmpty() ? null : heap.get(0);
    }

    int size() {
        return heap.size();
    }

    /** Adds {@code key}, or moves it to where its due time belongs. */
    void put(T key) {
        if (key.queueIndex < 0) {
            key.queueIndex = heap.size();
            heap.add(key);
        }
        up(key.queueIndex);
        down(key.queueIndex);
    }

    void remove(T key) {
        int hole = key.queueIndex;
        if (hole < 0) {
            return;
        }
        key.queueIndex = -1;
        T moved = heap.remove(heap.size() - 1);
        if (moved != key) {
            set(hole, moved);
            up(hole);
            down(moved.queueIndex);
        }
    }

    private void up(int from) {
        int at = from;
        T key = heap.get(at);
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (heap.get(parent).dueAt <= key.dueAt) {
                break;
            }
            set(at, heap.get(parent));
            at = parent;
        }
        set(at, key);
    }

    private void down(int from) {
        int at = from;
        T key = heap.get(at);
        int half = heap.size() >>> 1;
        while (at < half) {
            int child = 2 * at + 1;
            if (child + 1 < heap.size() && heap.get(child + 1).dueAt < heap.get(child).dueAt) {
                child++;
            }
            if (key.dueAt <= heap.get(child).dueAt) {
                break;
            }
            set(at, heap.get(child));
            at = child;
        }
        set(at, key);
    }

    private void set(int at, T key) {
        heap.set(at, key);
        key.queueIndex = at;
    }
}
