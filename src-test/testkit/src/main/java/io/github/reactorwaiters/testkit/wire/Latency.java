// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How long answers take: a fixed part plus a part drawn evenly between 0 and {@code jitter}, and what the operation's
 * calls need to travel there and back. Thread-safe; the same seed draws the same sequence.
 */
public final class Latency {
    private final long fixedNanos;
    private final long jitterNanos;
    private final Draws draws;
    private final Map<String, Long> travelNanos;

    private Latency(Duration fixed, Duration jitter, long seed, Map<String, Duration> roundTrips) {
        Objects.requireNonNull(roundTrips, "roundTrips");
        this.fixedNanos = FaultScope.requireCountable("fixed", fixed).toNanos();
        this.jitterNanos = FaultScope.requireCountable("jitter", jitter).toNanos();
        this.draws = new Draws(seed);
        this.travelNanos = new HashMap<>();
        roundTrips.forEach((operation, roundTrip) -> {
            FaultScope.requireOperation(operation);
            FaultScope.requireCountable("roundTrip", roundTrip);
            travelNanos.put(operation, roundTrip.toNanos());
        });
    }

    /**
     * The latency {@code fixed} plus up to {@code jitter}.
     *
     * @throws IllegalArgumentException if either is negative
     */
    public static Latency of(Duration fixed, Duration jitter, long seed) {
        return of(fixed, jitter, seed, Map.of());
    }

    /**
     * The same, besides which calls of an operation travel for its {@code roundTrips}; the model is read halfway.
     *
     * @throws IllegalArgumentException if one of them is negative
     */
    public static Latency of(Duration fixed, Duration jitter, long seed, Map<String, Duration> roundTrips) {
        return new Latency(fixed, jitter, seed, roundTrips);
    }

    /** No latency: answers come at once. */
    public static Latency none() {
        return of(Duration.ZERO, Duration.ZERO, 0);
    }

    /** From the arrival of the next call to the reading of the model. */
    long nextNanos(String operation) {
        long travelled = travelNanos.getOrDefault(operation, 0L) - wayBackNanos(operation);
        return travelled + (jitterNanos == 0 ? fixedNanos : fixedNanos + (long) (draws.next() * jitterNanos));
    }

    /** From the reading of the model to the answer. */
    long wayBackNanos(String operation) {
        return travelNanos.getOrDefault(operation, 0L) / 2;
    }
}
