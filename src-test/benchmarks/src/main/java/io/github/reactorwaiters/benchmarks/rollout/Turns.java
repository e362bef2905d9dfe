// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/** Turns that come evenly, so many a second, in the order in which they were asked for. Thread-safe. */
final class Turns {
    private final long apartNanos;
    private final AtomicLong last;

    Turns(double perSecond) {
        apartNanos = (long) (1e9 / perSecond);
        last = new AtomicLong(System.nanoTime() - apartNanos);
    }

    /** Emits when the turn has come that each subscriber asks for. */
    Mono<Long> next() {
        return Mono.defer(() -> {
            long now = System.nanoTime();
            long turn = last.updateAndGet(before -> Math.max(before + apartNanos, now));
            return Mono.delay(Duration.ofNanos(turn - now));
        });
    }
}
