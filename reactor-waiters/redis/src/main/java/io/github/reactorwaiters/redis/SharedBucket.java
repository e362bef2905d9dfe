// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** What all replicas draw the permits of one pool of one shard from, and the rate that throttling left it. Thread-safe. */
interface SharedBucket {
    /**
     * What the pool gives.
     *
     * @param part of its ceiling, in (0, 1]
     * @param pause how long nothing is to be given
     */
    record Rate(double part, Duration pause) {}

    /**
     * What was drawn.
     *
     * @param units a permit's worth is {@link SharedPermits#UNITS} at the full rate
     */
    record Drawn(long units, Rate rate) {}

    /** How many units it holds when full. */
    static long capacity(double ceiling) {
        return Math.round(Math.max(1, ceiling * SharedPermits.BURST_SECONDS) * SharedPermits.UNITS);
    }

    /** Draws up to {@code most} units; none while the pool is to pause. */
    Mono<Drawn> draw(long most);

    /**
     * Tells that the service throttled {@code ago}, and asked to pause for {@code pause} from now on. Told twice, it lowers the
     * rate once.
     */
    Mono<Rate> throttled(Duration ago, Duration pause);
}
