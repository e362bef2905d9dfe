// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A token bucket that starts full. Thread-safe. */
final class TokenBucket {
    /* One number is the whole state (GCRA, ITU-T I.371): the instant at which the bucket will be full again. Each token
     * taken moves it by the time one token needs; a token is there while it lies at most (burst - 1) tokens ahead. */
    private final long nanosPerToken;
    private final long nanosAhead;
    private final AtomicLong fullAtNanos = new AtomicLong(Long.MIN_VALUE);

    TokenBucket(double perSecond, double burst) {
        this.nanosPerToken = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.nanosAhead = Double.isInfinite(perSecond) ? 0 : (long) ((burst - 1) * nanosPerToken);
    }

    /** Takes a token if there is one. */
    boolean tryTake(long nowNanos) {
        while (true) {
            long seen = fullAtNanos.get();
            long fullAt = Math.max(seen, nowNanos);
            if (fullAt - nowNanos > nanosAhead) {
                return false;
            }
            if (fullAtNanos.compareAndSet(seen, fullAt + nanosPerToken)) {
                return true;
            }
        }
    }
}
