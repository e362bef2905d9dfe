// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Lets the SDK's timeouts run on a Reactor scheduler, virtual time included. Cannot be shut down; has no thread. */
final class SdkTimers extends AbstractExecutorService implements ScheduledExecutorService {
    private final Scheduler scheduler;

    SdkTimers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(Executors.callable(command), delay, unit);
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Timer<V> timer = new Timer<>(callable, scheduler, unit.toNanos(delay));
        timer.start();
        return timer;
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("the SDK repeats no timer");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("the SDK repeats no timer");
    }

    @Override
    public void execute(Runnable command) {
        scheduler.schedule(command);
    }

    @Override
    public void shutdown() {
        // nothing is its own
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    private static final class Timer<V extends @Nullable Object> extends FutureTask<V> implements ScheduledFuture<V> {
        private final Scheduler scheduler;
        private final long delayNanos;
        private final long dueNanos;
        private final Disposable.Swap scheduled = Disposables.swap();

        Timer(Callable<V> callable, Scheduler scheduler, long delayNanos) {
            super(callable);
            this.scheduler = scheduler;
            this.delayNanos = delayNanos;
            this.dueNanos = scheduler.now(TimeUnit.NANOSECONDS) + delayNanos;
        }

        void start() {
            scheduled.update(scheduler.schedule(this, delayNanos, TimeUnit.NANOSECONDS));
        }

        @Override
        protected void done() {
            scheduled.dispose();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - scheduler.now(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
