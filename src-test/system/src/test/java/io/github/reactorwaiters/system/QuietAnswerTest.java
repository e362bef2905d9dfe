// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** An answer that shows nothing new wakes no thread; one that does, or that somebody waits for, does at once. */
class QuietAnswerTest {
    private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
    private static final Duration LATENCY = Duration.ofMillis(20);

    private final AtomicInteger tasks = new AtomicInteger();

    private final VirtualFleet fleet = new VirtualFleet(
            lambda -> lambda.latency(LATENCY, LATENCY),
            (lambda, time) -> FunctionWatcher.builder(lambda.client()).scheduler(new Counted(time)));

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void pollsOfWhatGoesOnWakeNobody() {
        List<String> names = fleet.functions().add(100);
        for (String name : names) {
            fleet.functions().script(name).next(Duration.ofMinutes(10));
            fleet.functions().startUpdate(name);
        }
        fleet.watch(fleet.watcher.watch(names.stream().map(FunctionName::of).toList()));
        fleet.seconds(10); // all are read, and show something new
        long calls = calls();
        tasks.set(0);
        fleet.seconds(10);

        assertThat(calls() - calls).as("polls").isGreaterThan(200);
        assertThat(tasks.get()).as("tasks handed to the worker").isLessThan(20);
        assertThat(fleet.watcher.health().engine().inFlight())
                .as("calls under way, and answers that lie")
                .isLessThan(10);
    }

    @Test
    void changesAndReadingsThatSomebodyWaitsForAreToldAtOnce() {
        fleet.functions().add("orders");
        VirtualFleet.Watched watched = fleet.watchOrders();
        fleet.seconds(1);
        VirtualFleet.Awaited wait = fleet.await(fleet.watcher.await(ORDERS, function -> true));
        fleet.pass(LEAST_PAUSE.plus(LATENCY));

        assertThat(wait.reached).as("the settled function is settled still").hasSize(1);
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.pass(LEAST_PAUSE.plus(LATENCY));
        assertThat(watched.changes).hasSize(2);
    }

    private long calls() {
        return fleet.watcher.health().engine().calls();
    }

    /** Counts what is to run on a worker now. */
    private final class Counted implements Scheduler {
        private final Scheduler real;

        Counted(Scheduler real) {
            this.real = real;
        }

        @Override
        public long now(TimeUnit unit) {
            return real.now(unit);
        }

        @Override
        public Disposable schedule(Runnable task) {
            return real.schedule(task);
        }

        @Override
        public Worker createWorker() {
            Worker worker = real.createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable task) {
                    tasks.incrementAndGet();
                    return worker.schedule(task);
                }

                @Override
                public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                    return worker.schedule(task, delay, unit);
                }

                @Override
                public void dispose() {
                    worker.dispose();
                }
            };
        }
    }
}
