// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Set;

/** The buckets of one account, and which operation takes from which. Thread-safe. */
final class QuotaGate {
    private static final Set<String> DATA_PLANE = Set.of("Invoke", "InvokeAsync", "InvokeWithResponseStream");

    private final TokenBucket getFunction;
    private final TokenBucket controlPlane;
    private final ApiResponse refusal;

    QuotaGate(Quotas quotas) {
        getFunction = new TokenBucket(quotas.getFunctionPerSecond(), quotas.getFunctionBurst());
        controlPlane = new TokenBucket(quotas.controlPlanePerSecond(), quotas.controlPlaneBurst());
        refusal = Refusals.tooManyRequests(quotas.retryAfter());
    }

    boolean admits(String operation, long nowNanos) {
        if (operation.equals("GetFunction")) {
            return getFunction.tryTake(nowNanos);
        }
        return DATA_PLANE.contains(operation) || controlPlane.tryTake(nowNanos);
    }

    ApiResponse refusal() {
        return refusal;
    }
}
