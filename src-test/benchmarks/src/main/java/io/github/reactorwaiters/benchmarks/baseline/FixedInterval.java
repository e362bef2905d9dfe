// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;

/**
 * The simplest poller inside a budget: each function is due 1 s after its last poll began, and each permit goes to the
 * function that is due longest. No permit is idle while one is due. State is confined to the worker. Thread-safe.
 */
public final class FixedInterval implements Disposable {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    /** A wait, and when its next poll is due. */
    private static final class Wait {
        final String function;
        final MonoSink<Boolean> sink;
        long dueNanos;

        Wait(String function, MonoSink<Boolean> sink, long dueNanos) {
            this.function = function;
            this.sink = sink;
            this.dueNanos = dueNanos;
        }
    }

    private final Function<String, Mono<Boolean>> isUpdated;
    private final ApiBudget budget;
    private final PermitPool permits;
    private final Scheduler.Worker worker;
    private final PriorityQueue<Wait> due = new PriorityQueue<>(Comparator.comparingLong(wait -> wait.dueNanos));
    private final Disposable.Swap wakeUp = Disposables.swap();

    /** A poller that asks {@code isUpdated} within {@code budget}, on the budget's clock. */
    public FixedInterval(Function<String, Mono<Boolean>> isUpdated, ApiBudget budget) {
        this.isUpdated = isUpdated;
        this.budget = budget;
        permits = budget.getFunction();
        worker = budget.clock().scheduler().createWorker();
    }

    /** Emits true once the update of {@code function} was seen to be over; fails if the update or a call fails. */
    public Mono<Boolean> await(String function) {
        return Mono.create(sink -> worker.schedule(
                () -> enqueue(new Wait(function, sink, budget.clock().nanos()))));
    }

    private void enqueue(Wait wait) {
        due.add(wait);
        drain();
    }

    private void drain() {
        for (Wait next = due.peek(); next != null; next = due.peek()) {
            long now = budget.clock().nanos();
            if (next.dueNanos > now) {
                drainAfter(next.dueNanos - now);
                return;
            }
            if (permits.tryAcquire(1) == 0) {
                drainAfter(Math.max(1, permits.nanosToNext()));
                return;
            }
            due.remove();
            poll(next, now);
        }
    }

    private void drainAfter(long nanos) {
        wakeUp.update(worker.schedule(this::drain, nanos, TimeUnit.NANOSECONDS));
    }

    private void poll(Wait wait, long now) {
        wait.dueNanos = now + INTERVAL_NANOS;
        var unused = isUpdated
                .apply(wait.function)
                .subscribe(
                        updated -> worker.schedule(() -> answered(wait, updated)),
                        error -> worker.schedule(() -> failed(wait, error)));
    }

    private void answered(Wait wait, boolean updated) {
        if (updated) {
            wait.sink.success(true);
        } else {
            enqueue(wait);
        }
    }

    private void failed(Wait wait, Throwable error) {
        if (Readings.isThrottling(error)) {
            permits.throttled(null);
            wait.dueNanos -= INTERVAL_NANOS;
            enqueue(wait);
        } else {
            wait.sink.error(error);
        }
    }

    @Override
    public void dispose() {
        worker.dispose();
    }
}
