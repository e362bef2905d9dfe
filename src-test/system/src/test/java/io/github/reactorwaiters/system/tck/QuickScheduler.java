// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Time in which a second of the library passes in 10 ms, on real threads: the TCK waits in real time. */
final class QuickScheduler implements Scheduler {
    private static final int FACTOR = 100;

    private final Scheduler real;
    private final long start;

    QuickScheduler(Scheduler real) {
        this.real = real;
        this.start = real.now(TimeUnit.NANOSECONDS);
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(start + (real.now(TimeUnit.NANOSECONDS) - start) * FACTOR, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return real.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return real.schedule(task, unit.toNanos(delay) / FACTOR, TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
        return real.schedulePeriodically(
                task, unit.toNanos(delay) / FACTOR, Math.max(1, unit.toNanos(period) / FACTOR), TimeUnit.NANOSECONDS);
    }

    @Override
    public Worker createWorker() {
        Worker worker = real.createWorker();
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return worker.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return worker.schedule(task, unit.toNanos(delay) / FACTOR, TimeUnit.NANOSECONDS);
            }

            @Override
            public Disposable schedulePeriodically(Runnable task, long delay, long period, TimeUnit unit) {
                return worker.schedulePeriodically(
                        task,
                        unit.toNanos(delay) / FACTOR,
                        Math.max(1, unit.toNanos(period) / FACTOR),
                        TimeUnit.NANOSECONDS);
            }

            @Override
            public void dispose() {
                worker.dispose();
            }

            @Override
            public boolean isDisposed() {
                return worker.isDisposed();
            }
        };
    }
}
