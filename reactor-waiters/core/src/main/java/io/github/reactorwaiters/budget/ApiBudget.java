// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    /** The usual name of the pool for GetFunction. */
    public static final String GET_FUNCTION = "GetFunction";

    /** The usual name of the pool for the rest. */
    public static final String CONTROL_PLANE = "ControlPlane";

    private final SchedulerClock clock;
    private final PermitPool getFunction;
    private final PermitPool controlPlane;

    private ApiBudget(SchedulerClock clock, PermitPool getFunction, PermitPool controlPlane) {
        this.clock = clock;
        this.getFunction = getFunction;
        this.controlPlane = controlPlane;
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
        SchedulerClock clock = new SchedulerClock(Objects.requireNonNull(scheduler, "scheduler"));
        return new ApiBudget(
                clock,
                new PermitPool(GET_FUNCTION, getFunctionQuota, share, clock),
                new PermitPool(CONTROL_PLANE, controlPlaneQuota, share, clock));
    }

    /** A budget of two pools, such as ones whose permits are shared with other processes; {@code clock} is theirs, too. */
    public static ApiBudget of(PermitPool getFunction, PermitPool controlPlane, SchedulerClock clock) {
        return new ApiBudget(
                Objects.requireNonNull(clock, "clock"),
                Objects.requireNonNull(getFunction, "getFunction"),
                Objects.requireNonNull(controlPlane, "controlPlane"));
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

    /** Whether calls may still be sent with the permits that were taken: see {@link PermitSource#isOpen}. */
    public boolean isOpen() {
        return getFunction.isOpen() && controlPlane.isOpen();
    }

    /** Why permits are fewer than they could be, or given by guess, null if they are not. */
    public @Nullable Throwable trouble() {
        Throwable trouble = getFunction.trouble();
        return trouble == null ? controlPlane.trouble() : trouble;
    }
}
