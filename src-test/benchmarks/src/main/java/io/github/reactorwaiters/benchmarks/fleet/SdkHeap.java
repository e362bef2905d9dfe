// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

/**
 * What the bare SDK keeps alive, by the difference between few and many of the same: what it has once only is in neither.
 * Immutable.
 *
 * @param perCall bytes of a call under way, without its connection
 * @param perConnection bytes of an open connection that has been used
 */
public record SdkHeap(double perCall, double perConnection) {
    /**
     * From live bytes.
     *
     * @param few connections there were first
     * @param fewIdle with those, idle
     * @param many connections there were then
     * @param manyIdle with those, idle
     * @param manyUnderWay with as many calls under way on those
     */
    static SdkHeap of(int few, long fewIdle, int many, long manyIdle, long manyUnderWay) {
        return new SdkHeap((double) (manyUnderWay - manyIdle) / many, (double) (manyIdle - fewIdle) / (many - few));
    }

    /** Whether both are positive: what was measured otherwise is no price of anything. */
    boolean isMeasured() {
        return perCall > 0 && perConnection > 0;
    }

    /** Bytes of so many of them; NaN if that was not {@linkplain #isMeasured measured}. */
    double of(int calls, int connections) {
        return isMeasured() ? calls * perCall + connections * perConnection : Double.NaN;
    }
}
