// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.util.function.BooleanSupplier;

/**
 * The right to poll a shard, as long as {@link #isValid()} says so. Thread-safe.
 *
 * @param shard what may be polled
 * @param fence what Redis knows the lease by: a token that rises with each owner, and the replica
 * @param valid whether it is held, by the replica's own clock
 */
record ShardLease(Shard shard, String fence, BooleanSupplier valid) {
    boolean isValid() {
        return valid.getAsBoolean();
    }
}
