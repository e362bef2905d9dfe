// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.TestEnvironment;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Functions that change all the time, and watchers of them, in quick time. */
final class QuickFleet {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Scheduler time = new QuickScheduler(Schedulers.parallel());
    private Disposable.Composite open = Disposables.composite();
    private SimulatedLambda lambda = lambda();

    static TestEnvironment patience() {
        return new TestEnvironment(5_000, 100, 20);
    }

    private SimulatedLambda lambda() {
        SimulatedLambda simulated = SimulatedLambda.builder()
                .scheduler(time)
                .quotas(Quotas.unlimited())
                .durations(Durations.fixed(Duration.ofMillis(200)))
                .build();
        open.add(simulated::close);
        return simulated;
    }

    Scheduler time() {
        return time;
    }

    /** A watcher of {@code count} functions, all of which change four times a second of its time. */
    FunctionWatcher watcher(int count) {
        return changing(watcherOf(count, false));
    }

    /** A watcher of {@code count} functions that stay as they are until something changes them. */
    FunctionWatcher quietWatcher(int count) {
        return watcherOf(count, false);
    }

    /** A strict watcher whose every call is refused. */
    FunctionWatcher refused() {
        FunctionWatcher watcher = watcherOf(1, true);
        lambda.faults().add(Fault.expiredToken());
        return watcher;
    }

    /** A verification asks for a hundred publishers: each has its own functions, and ends the one before. */
    private FunctionWatcher watcherOf(int count, boolean strict) {
        close();
        open = Disposables.composite();
        lambda = lambda();
        lambda.functions().add(count);
        FunctionWatcher watcher = FunctionWatcher.builder(lambda.client())
                .scheduler(time)
                .strict(strict)
                .build();
        open.add(watcher::close);
        return watcher;
    }

    private FunctionWatcher changing(FunctionWatcher watcher) {
        List<FunctionName> functions = names();
        open.add(Flux.interval(EVERY, time)
                .onBackpressureDrop()
                .doOnNext(tick -> {
                    functions.forEach(
                            name -> lambda.functions().force(name.name(), "Active", "reason " + tick, "Creating"));
                    watcher.hint(functions);
                })
                .subscribe());
        return watcher;
    }

    List<FunctionName> names() {
        return lambda.functions().names().stream().map(FunctionName::of).toList();
    }

    /** Ends {@code changes} after {@code elements} in the one way that they end: the watcher is closed. */
    static Publisher<FunctionStateChange> ending(
            Flux<FunctionStateChange> changes, FunctionWatcher watcher, long elements) {
        if (elements == 0) {
            watcher.close();
        }
        return Flux.defer(() -> {
            AtomicLong left = new AtomicLong(elements);
            return changes.doOnNext(change -> {
                if (left.decrementAndGet() == 0) {
                    watcher.close();
                }
            });
        });
    }

    void add(Disposable resource) {
        open.add(resource);
    }

    /** Closes what was made since the last time. */
    void close() {
        open.dispose();
    }
}
