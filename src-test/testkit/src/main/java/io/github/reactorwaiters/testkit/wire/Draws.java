// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.concurrent.atomic.AtomicLong;

/** Seeded random numbers (SplitMix64 over a counter, so that drawing needs no lock). Thread-safe. */
final class Draws {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final AtomicLong state;

    Draws(long seed) {
        state = new AtomicLong(mix(seed + GOLDEN_GAMMA));
    }

    /** Evenly from [0, 1). */
    double next() {
        return (nextBits() >>> 11) * 0x1.0p-53;
    }

    long nextBits() {
        return mix(state.getAndAdd(GOLDEN_GAMMA));
    }

    private static long mix(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
