// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.poll.EngineStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a watcher fares. Immutable.
 *
 * @param status in a word
 * @param cause what is wrong, null if nothing is
 * @param since since when, null if nothing is wrong or it is not known
 * @param engine what it is doing, in figures
 * @param pools the budget, per pool
 */
public record WatcherHealth(
        Status status,
        @Nullable Throwable cause,
        @Nullable Instant since,
        EngineStatus engine,
        List<PoolStatus> pools) {

    /** Health in a word. */
    public enum Status {
        /** All is well. */
        HEALTHY,
        /** The service throttled lately: polling is slower than the budget allows, and recovers by itself. */
        THROTTLED,
        /**
         * The service rejects every call, listing fails, half of the functions or more cannot be read, or a budget shared
         * with other processes is out of reach; it goes on trying.
         */
        DEGRADED,
        /** Closed. */
        CLOSED
    }

    static WatcherHealth of(EngineStatus engine, ApiBudget budget) {
        List<PoolStatus> pools = budget.status();
        if (engine.closed()) {
            return new WatcherHealth(Status.CLOSED, null, null, engine, pools);
        }
        if (engine.rejection() != null) {
            return new WatcherHealth(Status.DEGRADED, engine.rejection(), engine.rejectedSince(), engine, pools);
        }
        if (engine.listingFailure() != null) {
            return new WatcherHealth(Status.DEGRADED, engine.listingFailure(), null, engine, pools);
        }
        if (engine.failingKeys() > 0 && engine.failingKeys() * 2 >= engine.keys()) {
            return new WatcherHealth(Status.DEGRADED, engine.lastFailure(), engine.lastFailureAt(), engine, pools);
        }
        Throwable trouble = budget.trouble();
        if (trouble != null) {
            return new WatcherHealth(Status.DEGRADED, trouble, null, engine, pools);
        }
        boolean slowed = pools.stream().anyMatch(pool -> pool.rate() < pool.ceiling());
        return new WatcherHealth(slowed ? Status.THROTTLED : Status.HEALTHY, null, null, engine, pools);
    }
}
