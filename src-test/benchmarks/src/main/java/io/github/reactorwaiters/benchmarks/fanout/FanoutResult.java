// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fanout;

import io.github.reactorwaiters.benchmarks.report.Delays;
import java.util.List;
import java.util.Locale;

/**
 * What came of one setting. Immutable.
 *
 * @param healthy clients that read
 * @param stalled clients that do not
 * @param p50 the median of the delays, in milliseconds
 * @param p99 99 of 100 are not above
 * @param most the longest
 * @param received changes that the healthy clients got, merged ones included
 * @param expected changes that there were for them
 * @param missingOrTwice those that one of them did not get, or got more than once
 * @param mergedForStalled changes that were merged for a client that does not read
 * @param mergedForHealthy changes that were merged for one that does: their delays are not among the delays
 * @param heapMiB what lives in the server's heap in the end
 */
record FanoutResult(
        int healthy,
        int stalled,
        double p50,
        double p99,
        double most,
        int received,
        int expected,
        int missingOrTwice,
        long mergedForStalled,
        long mergedForHealthy,
        double heapMiB) {

    /**
     * What {@code clients} got.
     *
     * @param expectedEach changes that there were for each
     * @param merged changes that the hub merged for any client
     */
    static FanoutResult of(
            int healthy, int stalled, FanoutClients clients, int expectedEach, long merged, long heapBytes) {
        Delays delays = Delays.of(clients.delays());
        return new FanoutResult(
                healthy,
                stalled,
                1_000 * delays.percentile(50),
                1_000 * delays.percentile(99),
                1_000 * delays.percentile(100),
                clients.received(),
                healthy * expectedEach,
                clients.missingOrTwice(expectedEach),
                merged - clients.merged(),
                clients.merged(),
                heapBytes / 1024.0 / 1024);
    }

    List<String> cells() {
        return List.of(
                Integer.toString(healthy + stalled),
                Integer.toString(stalled),
                number(p50),
                number(p99),
                number(most),
                received + " of " + expected,
                Integer.toString(missingOrTwice),
                Long.toString(mergedForStalled),
                Long.toString(mergedForHealthy),
                number(heapMiB));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
