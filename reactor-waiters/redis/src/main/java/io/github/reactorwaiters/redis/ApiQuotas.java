// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;

/**
 * An account's and region's API quotas, and the share of them that all replicas together may spend. Immutable.
 *
 * @param getFunction GetFunction requests a second, above 0
 * @param controlPlane other control-plane requests a second, above 0
 * @param share in (0, 1]
 */
public record ApiQuotas(double getFunction, double controlPlane, double share) {
    /** AWS's quotas, of which 80% are spent. */
    public static final ApiQuotas DEFAULT =
            new ApiQuotas(ApiBudget.GET_FUNCTION_QUOTA, ApiBudget.CONTROL_PLANE_QUOTA, PermitPool.DEFAULT_SHARE);

    /** Checks them. */
    public ApiQuotas {
        requireQuota("getFunction", getFunction);
        requireQuota("controlPlane", controlPlane);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1: " + share);
        }
    }

    PermitPool getFunctionPool(SchedulerClock clock, PermitSource source) {
        return new PermitPool(ApiBudget.GET_FUNCTION, getFunction, share, clock, source);
    }

    PermitPool controlPlanePool(SchedulerClock clock, PermitSource source) {
        return new PermitPool(ApiBudget.CONTROL_PLANE, controlPlane, share, clock, source);
    }

    private static void requireQuota(String name, double quota) {
        if (!(quota > 0 && quota < 1e6)) {
            throw new IllegalArgumentException(name + " must be above 0 and below 1,000,000/s: " + quota);
        }
    }
}
