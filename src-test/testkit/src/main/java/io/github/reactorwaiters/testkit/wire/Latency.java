// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;

/**
 * How long answers take: a fixed part plus a part drawn evenly between 0 and {@code jitter}. Thread-safe; the same seed
 * draws the same sequence.
 */
public final class Latency {
    private final long fixedNanos;
    private final long jitterNanos;
    private final Draws draws;

    private Latency(Duration fixed, Duration jitter, long seed) {
        if (fixed.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException("latency " + fixed + " with jitter " + jitter + " is negative");
        }
        this.fixedNanos = fixed.toNanos();
        this.jitterNanos = jitter.toNanos();
        this.draws = new Draws(seed);
    }

    /**
     * The latency {@code fixed} plus up to {@code jitter}.
     *
     * @throws IllegalArgumentException if either is negative
     */
    public static Latency of(Duration fixed, Duration jitter, long seed) {
        return new Latency(fixed, jitter, seed);
    }

    /** No latency: answers come at once. */
    public static Latency none() {
        return of(Duration.ZERO, Duration.ZERO, 0);
    }

    long nextNanos() {
        return jitterNanos == 0 ? fixedNanos : fixedNanos + (long) (draws.next() * jitterNanos);
    }
}
