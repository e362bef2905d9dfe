// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The share of an account's and region's API quotas that we may spend: one pool for GetFunction, one for all other
 * control-plane calls together, as AWS counts them. Thread-safe; share one between all that use the same account and
 * region.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda quotas</a>
 */
public final class ApiBudget {
    /** AWS's quota for GetFunction, in requests a second per account and region; not raisable. */
    public static final double GET_FUNCTION_QUOTA = 100;

    /** AWS's quota for the rest of the control plane together, in requests a second; not raisable. */
    public static final double CONTROL_PLANE_QUOTA = 15;

    private final SchedulerClock clock;
    private final PermitPool getFunction;
    private final PermitPool controlPlane;

    private ApiBudget(SchedulerClock clock, double getFunctionQuota, double controlPlaneQuota, double share) {
        this.clock = clock;
        this.getFunction = new PermitPool("GetFunction", getFunctionQuota, share, clock);
        this.controlPlane = new PermitPool("ControlPlane", controlPlaneQuota, share, clock);
    }

    /** 80% of AWS's quotas, on {@code Schedulers.parallel()}'s clock. */
    public static ApiBudget create() {
        return ofShare(PermitPool.DEFAULT_SHARE);
    }

    /**
     * A share of AWS's quotas, on {@code Schedulers.parallel()}'s clock.
     *
     * @param share in (0, 1]
     */
    public static ApiBudget ofShare(double share) {
        return of(GET_FUNCTION_QUOTA, CONTROL_PLANE_QUOTA, share, Schedulers::parallel);
    }

    /**
     * A share of other quotas than AWS's, such as a simulator's.
     *
     * @param getFunctionQuota requests a second, above 0
     * @param controlPlaneQuota requests a second, above 0
     * @param share in (0, 1]
     * @param scheduler gives the clock, asked once, at the first use
     */
    public static ApiBudget of(
            double getFunctionQuota, double controlPlaneQuota, double share, Supplier<Scheduler> scheduler) {
        return new ApiBudget(
                new SchedulerClock(Objects.requireNonNull(scheduler, "scheduler")),
                getFunctionQuota,
                controlPlaneQuota,
                share);
    }

    /** Permits for GetFunction. */
    public PermitPool getFunction() {
        return getFunction;
    }

    /** Permits for every other control-plane call: ListFunctions, GetFunctionConfiguration, updates, publishing. */
    public PermitPool controlPlane() {
        return controlPlane;
    }

    /** The clock of this budget and of everything that spends it. */
    public SchedulerClock clock() {
        return clock;
    }

    /** Both pools as they are now. */
    public List<PoolStatus> status() {
        return List.of(getFunction.status(), controlPlane.status());
    }
}
