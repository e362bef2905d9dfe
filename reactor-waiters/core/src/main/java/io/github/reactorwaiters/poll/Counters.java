// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the engine counts: written on its worker, read by any thread. */
final class Counters {
    final AtomicInteger keys = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger inFlight = new AtomicInteger();

    /** Of those in flight, the ones that have been answered, and wait for the worker. */
    final AtomicInteger lying = new AtomicInteger();

    final AtomicInteger subscribers = new AtomicInteger();
    final AtomicInteger failingKeys = new AtomicInteger();
    final AtomicLong calls = new AtomicLong();
    final AtomicLong throttled = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong changes = new AtomicLong();
    final AtomicLong conflated = new AtomicLong();
    final AtomicLong sweeps = new AtomicLong();
    volatile double lastPickValue = Double.NaN;
    final LoopLag lag = new LoopLag();
    volatile long sweepNanos;
    volatile Map<String, Duration> medians = Map.of();
    volatile @Nullable Trouble rejection;
    volatile @Nullable Trouble lastFailure;
    volatile @Nullable Throwable listingFailure;

    /** An error and when it was first seen. */
    record Trouble(Throwable error, Instant at) {}

    void failed(Throwable error, Instant at) {
        failed.incrementAndGet();
        lastFailure = new Trouble(error, at);
    }

    EngineStatus status(boolean closed, long nowNanos) {
        Trouble rejected = rejection;
        Trouble failure = lastFailure;
        return new EngineStatus(
                keys.get(),
                running.get(),
                Math.max(0, inFlight.get() - lying.get()),
                subscribers.get(),
                calls.get(),
                throttled.get(),
                failed.get(),
                changes.get(),
                conflated.get(),
                sweeps.get(),
                Duration.ofNanos(sweepNanos),
                Duration.ofNanos(lag.longest(nowNanos)),
                lastPickValue,
                medians,
                rejected == null ? null : rejected.error(),
                rejected == null ? null : rejected.at(),
                failure == null ? null : failure.error(),
                failure == null ? null : failure.at(),
                failingKeys.get(),
                listingFailure,
                closed);
    }
}
