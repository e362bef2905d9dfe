// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A scheduler whose wall clock a test sets, in milliseconds. */
record SteppedScheduler(LongSupplier millis) implements Scheduler {
    @Override
    public long now(TimeUnit unit) {
        return unit.convert(millis.getAsLong(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return Schedulers.immediate().schedule(task);
    }

    @Override
    public Worker createWorker() {
        return Schedulers.immediate().createWorker();
    }
}
