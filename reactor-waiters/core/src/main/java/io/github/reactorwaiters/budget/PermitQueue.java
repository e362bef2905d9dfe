// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Those who wait for a permit of one pool: by rank, then in the order of their coming. One timer wakes the first of them.
 * Thread-safe.
 */
final class PermitQueue {
    private record Waiter(int rank, long number, MonoSink<Void> sink) {}

    private final PermitPool pool;
    private final SchedulerClock clock;
    private final Disposable.Swap timer = Disposables.swap();

    /** Whoever raises it from 0 serves: a permit given may ask for the next one at once. */
    private final AtomicInteger wakeups = new AtomicInteger();

    private final Object lock = new Object();
    private final PriorityQueue<Waiter> waiting =
            new PriorityQueue<>(Comparator.comparingInt(Waiter::rank).thenComparingLong(Waiter::number));
    private long numbers;

    PermitQueue(PermitPool pool, SchedulerClock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    Mono<Void> acquire(int rank) {
        return Mono.create(sink -> {
            Waiter waiter;
            synchronized (lock) {
                waiter = new Waiter(rank, numbers++, sink);
                waiting.add(waiter);
            }
            sink.onDispose(() -> leave(waiter));
            serve();
        });
    }

    boolean isEmpty() {
        synchronized (lock) {
            return waiting.isEmpty();
        }
    }

    private void leave(Waiter waiter) {
        synchronized (lock) {
            waiting.remove(waiter);
        }
    }

    private void serve() {
        if (wakeups.getAndIncrement() != 0) {
            return;
        }
        Throwable thrown = null;
        int served = 1;
        while (served != 0) {
            for (Waiter next = admit(); next != null; next = admit()) {
                try {
                    next.sink.success();
                } catch (Throwable fatal) { // who comes next is not to wait for ever for that
                    thrown = thrown == null ? fatal : thrown;
                }
            }
            served = wakeups.addAndGet(-served);
        }
        if (thrown != null) {
            Exceptions.throwIfJvmFatal(thrown);
            Operators.onErrorDropped(thrown, Context.empty()); // of another than who serves
        }
    }

    /** The first waiter, with a permit; null if there is none, or no permit yet. */
    private @Nullable Waiter admit() {
        synchronized (lock) {
            if (waiting.isEmpty()) {
                return null;
            }
            if (pool.take(1) == 1) {
                return waiting.poll();
            }
            timer.update(clock.worker().schedule(this::serve, Math.max(1, pool.nanosToNext()), TimeUnit.NANOSECONDS));
            return null;
        }
    }
}
