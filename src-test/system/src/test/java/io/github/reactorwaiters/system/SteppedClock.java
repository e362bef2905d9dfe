// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A scheduler whose clock an operator, or NTP, may set; its timers keep true time. */
final class SteppedClock implements Scheduler {
    private final Scheduler real;
    private final AtomicLong stepMillis = new AtomicLong();

    SteppedClock(Scheduler real) {
        this.real = real;
    }

    void step(Duration by) {
        stepMillis.addAndGet(by.toMillis());
    }

    @Override
    public long now(TimeUnit unit) {
        return real.now(unit) + unit.convert(stepMillis.get(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return real.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return real.schedule(task, delay, unit);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
        return real.schedulePeriodically(task, delay, period, unit);
    }

    @Override
    public Worker createWorker() {
        return real.createWorker();
    }
}
