// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.util.Locale;

/** Redis cannot be reached: this replica gives its fair share of the last known rate. */
public final class RedisUnreachableException extends RuntimeException {
    RedisUnreachableException(String pool, double rate, int replicas, Throwable cause) {
        super(
                String.format(
                        Locale.ROOT,
                        "Redis cannot be reached: %s gives %.1f/s, this replica's share of %d",
                        pool,
                        rate,
                        replicas),
                cause);
    }
}
