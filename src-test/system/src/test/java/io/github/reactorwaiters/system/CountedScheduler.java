// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** Notes what is taken of a Scheduler, and counts what its workers are to run now, and later. */
final class CountedScheduler implements Scheduler {
    final List<String> taken = new ArrayList<>();
    int tasksOfWorkers;
    int timersOfWorkers;
    private final Scheduler real;

    CountedScheduler(Scheduler real) {
        this.real = real;
    }

    @Override
    public long now(TimeUnit unit) {
        return real.now(unit);
    }

    @Override
    public Disposable schedule(Runnable task) {
        taken.add("task");
        return real.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        taken.add("timer");
        return real.schedule(task, delay, unit);
    }

    @Override
    public Worker createWorker() {
        taken.add("worker");
        Worker worker = real.createWorker();
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                tasksOfWorkers++;
                return worker.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                timersOfWorkers++;
                return worker.schedule(task, delay, unit);
            }

            @Override
            public void dispose() {
                worker.dispose();
            }
        };
    }
}
