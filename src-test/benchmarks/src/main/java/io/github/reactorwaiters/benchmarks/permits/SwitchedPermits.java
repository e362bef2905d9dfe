// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.permits;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** GetFunction permits whose rate is set, or which are withheld, while a watcher spends them. Thread-safe. */
public final class SwitchedPermits implements PermitSource {
    private static final String GET_FUNCTION = "GetFunction";
    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(1);

    private final double quota;
    private final SchedulerClock clock;
    private volatile PermitPool pool;
    private volatile boolean open = true;

    /**
     * Permits that are given.
     *
     * @param perSecond the rate at first, and the most that can be set
     */
    public SwitchedPermits(double perSecond, Supplier<Scheduler> scheduler) {
        this.quota = perSecond;
        this.clock = new SchedulerClock(scheduler);
        this.pool = new PermitPool(GET_FUNCTION, quota, 1, clock);
    }

    /** A budget of these permits, and of the default share of the control plane's quota. */
    public ApiBudget budget() {
        return ApiBudget.of(
                new PermitPool(GET_FUNCTION, quota, 1, clock, this),
                new PermitPool("control plane", ApiBudget.CONTROL_PLANE_QUOTA, PermitPool.DEFAULT_SHARE, clock),
                clock);
    }

    /** Gives so many a second from now on. */
    public void set(double perSecond) {
        pool = new PermitPool(GET_FUNCTION, quota, perSecond / quota, clock);
        drain();
    }

    /** Gives them again; what was left over meanwhile is lost. */
    public void give() {
        drain();
        open = true;
    }

    /** Gives none. A watcher that wants some looks again after a second, or when it is woken otherwise. */
    public void withhold() {
        open = false;
    }

    private void drain() {
        int unused = pool.tryAcquire(Integer.MAX_VALUE);
    }

    @Override
    public int take(int atMost) {
        return open ? pool.tryAcquire(atMost) : 0;
    }

    @Override
    public long nanosToNext() {
        return open ? pool.nanosToNext() : LOOK_AGAIN;
    }

    @Override
    public void throttled(@Nullable Duration retryAfter) {
        pool.throttled(retryAfter);
    }

    @Override
    public long available() {
        return open ? pool.available() : 0;
    }

    @Override
    public double rate() {
        return pool.rate();
    }
}
