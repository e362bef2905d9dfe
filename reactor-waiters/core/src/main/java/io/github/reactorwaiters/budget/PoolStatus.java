// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

/**
 * What a {@link PermitPool} has done and allows now. Immutable.
 *
 * @param name the pool's name
 * @param quota the service's own limit, in requests a second
 * @param ceiling the most this pool gives, in permits a second: the configured share of the quota
 * @param rate what it gives now, in permits a second: below the ceiling after throttling
 * @param available permits that may be taken at once; none while the service has asked for a pause
 * @param acquired permits given so far
 * @param throttled answers that the service refused by throttling so far
 */
public record PoolStatus(
        String name, double quota, double ceiling, double rate, long available, long acquired, long throttled) {}
