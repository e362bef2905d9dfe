// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

/**
 * What the bare SDK keeps alive, by the difference between few and many of the same: what it has once only is in neither.
 * An idle connection may weigh more than a call under way with its own: it holds on to the answer before. Immutable.
 *
 * @param perCall bytes of a call under way and its connection
 * @param perIdleConnection bytes of an open connection that has been used and is idle
 */
public record SdkHeap(double perCall, double perIdleConnection) {
    /** Live bytes with so many connections, with a call under way on each, and idle. */
    record Weighed(int connections, long underWay, long idle) {}

    static SdkHeap of(Weighed few, Weighed many) {
        double more = many.connections - few.connections;
        return new SdkHeap((many.underWay - few.underWay) / more, (many.idle - few.idle) / more);
    }

    /** Whether both are positive: what was measured otherwise is no price of anything. */
    boolean isMeasured() {
        return perCall > 0 && perIdleConnection > 0;
    }

    /**
     * Bytes of so many of them; NaN if that was not {@linkplain #isMeasured measured}. Calls without a connection, which
     * pause or wait for one, count as nothing.
     */
    double of(int calls, int connections) {
        int busy = Math.min(calls, connections);
        return isMeasured() ? busy * perCall + (connections - busy) * perIdleConnection : Double.NaN;
    }
}
