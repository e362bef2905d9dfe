// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Permits by hand; one comes a second after it was asked for. */
final class HandPermits implements PermitSource {
    private int left;

    synchronized void put(int permits) {
        left = permits;
    }

    @Override
    public synchronized int take(int atMost) {
        int got = Math.min(left, atMost);
        left -= got;
        return got;
    }

    @Override
    public long nanosToNext() {
        return Duration.ofSeconds(1).toNanos();
    }

    @Override
    public void throttled(@Nullable Duration retryAfter) {}

    @Override
    public synchronized long available() {
        return left;
    }

    @Override
    public double rate() {
        return 1;
    }
}
