// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What belongs to a function's name and outlives the function: its history, its script, and the counters that make
 * its revisions and durations depend on nothing else. Guarded by the fleet's lock.
 */
final class Chronicle {
    static final int HISTORY_LIMIT = 1_000;

    final Deque<LifecycleScript.Outcome> script = new ArrayDeque<>();
    private final Map<String, Deque<Transition>> histories = new HashMap<>();
    private final long seed;
    private long revisions;
    private long steps;

    Chronicle(long seed, String name) {
        this.seed = mix(seed ^ hash(name));
    }

    /** Randomness of this name that never changes. */
    long entropy() {
        return seed;
    }

    /** Randomness for the next step. */
    long nextEntropy() {
        return mix(seed + ++steps * 0x9E3779B97F4A7C15L);
    }

    String nextRevisionId() {
        long high = mix(seed ^ (++revisions * 0xD1B54A32D192ED03L));
        long low = mix(high ^ seed);
        // Version 4, variant 2, as AWS's are.
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L)
                .toString();
    }

    void record(String version, Transition transition) {
        Deque<Transition> history = histories.computeIfAbsent(version, v -> new ArrayDeque<>());
        if (history.size() == HISTORY_LIMIT) {
            history.removeFirst();
        }
        history.addLast(transition);
    }

    List<Transition> history(String version) {
        Deque<Transition> history = histories.get(version);
        return history == null ? List.of() : List.copyOf(history);
    }

    /** FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64. */
    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
