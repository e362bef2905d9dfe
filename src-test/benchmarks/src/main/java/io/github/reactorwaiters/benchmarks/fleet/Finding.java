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
     * @param connections that the poller had open then, idle ones included
     * @param sdk what each of both keeps alive
     */
    public record Heap(long before, long waiting, int callsInFlight, int connections, SdkHeap sdk) {

        /** What each waiting function costs, in bytes. */
        public double perFunction(int functions) {
            return (double) (waiting - before) / functions;
        }

        /** The same without the SDK's calls under way and connections; NaN if it was not measured what these keep alive. */
        public double beyondCalls(int functions) {
            return (waiting - before - sdk.of(callsInFlight, connections)) / functions;
        }
    }
}
