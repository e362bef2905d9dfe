// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import java.util.Map;

/**
 * What the server knows at the end. Immutable.
 *
 * @param completedMillis when each update truly completed, by function; those that did
 * @param calls how many calls arrived, by operation
 * @param refused how many of them it refused for the quota
 */
public record Truth(Map<String, Long> completedMillis, Map<String, Long> calls, long refused) {
    /** All calls. */
    public long total() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }
}
