// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a poller's process tells at its end. Immutable.
 *
 * @param settings how the poller was set up, for people
 * @param detectedMillis when it told that the update was over, by function
 * @param failures how many of its waits failed, by the class of the error
 * @param undetected waits that had neither ended well nor failed at the limit
 * @param cpuSeconds of the process, from the first start to the end of the last wait
 * @param threads most that lived at a time, without those that the JVM and the harness had before
 * @param threadNames those that lived at the end
 * @param truth what the server knows
 * @param heap what waiting costs, null unless that was measured
 */
public record Finding(
        String settings,
        Map<String, Long> detectedMillis,
        Map<String, Integer> failures,
        int undetected,
        double cpuSeconds,
        int threads,
        Set<String> threadNames,
        Truth truth,
        @Nullable Heap heap) {

    /**
     * Live heap, after garbage collection. Immutable.
     *
     * @param before with the poller open and nothing to wait for
     * @param waiting while all wait
     * @param callsInFlight SDK calls under way then, their retries' pauses included
     * @param perCall what one bare SDK call under way keeps alive
     * @param connections most connections that the poller had
     * @param perConnection what one open connection of the SDK keeps alive
     */
    public record Heap(
            long before, long waiting, int callsInFlight, double perCall, int connections, double perConnection) {

        /** What each waiting function costs, in bytes. */
        public double perFunction(int functions) {
            return (double) (waiting - before) / functions;
        }

        /** The same without what the SDK's calls and connections explain. */
        public double beyondCalls(int functions) {
            return (waiting - before - callsInFlight * perCall - connections * perConnection) / functions;
        }
    }
}
