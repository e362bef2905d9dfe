// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How many calls an account may make in a region: one token bucket for GetFunction, one for all other control-plane
 * operations together. Invocations are not limited. A refused call takes no token. Immutable.
 *
 * @param getFunctionPerSecond rate of the GetFunction bucket, calls per second; infinite: no limit
 * @param controlPlanePerSecond rate of the other bucket, calls per second; infinite: no limit
 * @param getFunctionBurst what the GetFunction bucket holds when full, calls, at least 1
 * @param controlPlaneBurst what the other bucket holds when full, calls, at least 1
 * @param retryAfter what a refusal's Retry-After header asks for, rounded up to seconds; null: no such header
 */
public record Quotas(
        double getFunctionPerSecond,
        double controlPlanePerSecond,
        double getFunctionBurst,
        double controlPlaneBurst,
        @Nullable Duration retryAfter) {

    /** Rejects rates that are not above 0 and bursts below 1. */
    public Quotas {
        above0("getFunctionPerSecond", getFunctionPerSecond);
        above0("controlPlanePerSecond", controlPlanePerSecond);
        atLeast1("getFunctionBurst", getFunctionBurst);
        atLeast1("controlPlaneBurst", controlPlaneBurst);
        if (retryAfter != null) {
            FaultScope.requireCountable("retryAfter", retryAfter);
        }
    }

    /** AWS's: 100 GetFunction calls and 15 others per second, each bucket holding one second's worth. */
    public static Quotas aws() {
        return of(100, 15);
    }

    /** These rates per second, each bucket holding one second's worth, at least one call. */
    public static Quotas of(double getFunction, double controlPlane) {
        return new Quotas(getFunction, controlPlane, Math.max(1, getFunction), Math.max(1, controlPlane), null);
    }

    /** No limit at all. */
    public static Quotas unlimited() {
        return of(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** The same rates with buckets that hold so many calls when full. */
    public Quotas withBurst(double getFunction, double controlPlane) {
        return new Quotas(getFunctionPerSecond, controlPlanePerSecond, getFunction, controlPlane, retryAfter);
    }

    /** The same quotas whose refusals carry a Retry-After header. */
    public Quotas withRetryAfter(Duration pause) {
        Objects.requireNonNull(pause, "pause");
        return new Quotas(getFunctionPerSecond, controlPlanePerSecond, getFunctionBurst, controlPlaneBurst, pause);
    }

    private static void above0(String name, double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException(name + " " + rate + " is not above 0");
        }
    }

    private static void atLeast1(String name, double burst) {
        if (!(burst >= 1)) {
            throw new IllegalArgumentException(name + " " + burst + " is below 1");
        }
    }
}
