// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.jcstress;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/**
 * A scheduler without threads. A worker's tasks run one after another, on the thread that finds it idle; time passes by
 * hand. Thread-safe.
 */
public final class HandScheduler implements Scheduler {
    private final AtomicLong nanos = new AtomicLong(Duration.ofDays(20_000).toNanos());
    private final Queue<Timer> timers = new ConcurrentLinkedQueue<>();

    /** Time passes, and what is due runs on this thread. */
    public void pass(Duration duration) {
        long now = nanos.addAndGet(duration.toNanos());
        for (Timer timer : List.copyOf(timers)) {
            if (timer.dueAt <= now && timers.remove(timer)) {
                timer.task.run();
            }
        }
    }

    /** Timers that did not run and were not disposed of. */
    public int timers() {
        return timers.size();
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nanos.get(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        task.run();
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        Timer timer = new Timer(task, nanos.get() + unit.toNanos(delay));
        timers.add(timer);
        return timer;
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long first, long period, TimeUnit unit) {
        return Disposables.single();
    }

    @Override
    public Worker createWorker() {
        return new Serial();
    }

    private final class Timer implements Disposable {
        private final Runnable task;
        private final long dueAt;

        Timer(Runnable task, long dueAt) {
            this.task = task;
            this.dueAt = dueAt;
        }

        @Override
        public void dispose() {
            timers.remove(this);
        }
    }

    private final class Serial implements Worker {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final AtomicInteger wakeups = new AtomicInteger();
        private final Disposable end = Disposables.single();

        @Override
        public Disposable schedule(Runnable task) {
            if (end.isDisposed()) {
                throw Exceptions.failWithRejected();
            }
            run(task);
            return () -> tasks.remove(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return delay <= 0 ? schedule(task) : HandScheduler.this.schedule(() -> run(task), delay, unit);
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long first, long period, TimeUnit unit) {
            return Disposables.single();
        }

        private void run(Runnable task) {
            tasks.add(task);
            if (wakeups.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            while (missed != 0) {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    if (!end.isDisposed()) {
                        next.run();
                    }
                }
                missed = wakeups.addAndGet(-missed);
            }
        }

        @Override
        public void dispose() {
            end.dispose();
        }

        @Override
        public boolean isDisposed() {
            return end.isDisposed();
        }
    }
}
