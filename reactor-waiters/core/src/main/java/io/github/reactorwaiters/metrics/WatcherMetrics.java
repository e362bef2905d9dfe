// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.metrics;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.OperationCalls;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.poll.EngineStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Flux;

/**
 * A watcher's figures as meters, which {@code docs/guide/metrics.md} lists. No meter is tagged with a function's name.
 * Thread-safe.
 */
public final class WatcherMetrics implements MeterBinder {
    private static final double NANOS = 1e9;

    private final FunctionWatcher watcher;
    private final ChangeMeters changes = new ChangeMeters();

    private WatcherMetrics(FunctionWatcher watcher) {
        this.watcher = Objects.requireNonNull(watcher, "watcher");
    }

    /** Meters of {@code watcher}; bind them to a registry, and pass a watch through {@link #observe}. */
    public static WatcherMetrics of(FunctionWatcher watcher) {
        return new WatcherMetrics(watcher);
    }

    /**
     * Emits what {@code watch} emits, unchanged, and counts it: functions by state, and how late the ends of transitions
     * were seen. Pass one watch of all that is of interest through here: a function that passes in two counts twice.
     */
    public Flux<FunctionStateChange> observe(Flux<FunctionStateChange> watch) {
        return changes.observe(Objects.requireNonNull(watch, "watch"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        counter(registry, "changes", "Changes observed", EngineStatus::changes);
        counter(registry, "changes.conflated", "Changes merged for slow subscribers", EngineStatus::conflated);
        counter(registry, "sweeps", "Listings completed", EngineStatus::sweeps);
        gauge(registry, "watched", "Functions watched", engine -> engine.keys());
        gauge(registry, "transitions", "Functions watched that are in transition", engine -> engine.running());
        gauge(registry, "failing", "Functions whose latest call failed", engine -> engine.failingKeys());
        gauge(registry, "calls.in.flight", "Calls under way", engine -> engine.inFlight());
        gauge(registry, "subscribers", "Live subscriptions", engine -> engine.subscribers());
        time(
                registry,
                "loop.lag",
                "How late the polling loop's timer fired at most, of the last 10 to 20 seconds",
                engine -> engine.loopLag().toNanos() / NANOS);
        time(
                registry,
                "sweep.period",
                "Time from one listing to the next, 0 while nothing is listed",
                engine -> engine.sweepPeriod().toNanos() / NANOS);
        time(
                registry,
                "pick.value",
                "Undetected delay that the latest poll was expected to save",
                engine -> engine.lastPickValue());
        watcher.stats().operations().forEach(calls -> bindOperation(registry, calls.operation()));
        watcher.health().pools().forEach(pool -> bindPool(registry, pool.name()));
        for (WatcherHealth.Status status : WatcherHealth.Status.values()) {
            Gauge.builder("reactor.waiters.health", watcher, w -> w.health().status() == status ? 1 : 0)
                    .description("1 for the present status")
                    .tag("status", status.name())
                    .register(registry);
        }
        changes.bindTo(registry);
    }

    private void bindOperation(MeterRegistry registry, String operation) {
        outcome(registry, operation, "ok", OperationCalls::ok);
        outcome(registry, operation, "throttled", OperationCalls::throttled);
        outcome(registry, operation, "failed", OperationCalls::failed);
    }

    private void bindPool(MeterRegistry registry, String pool) {
        pool(registry, pool, "permits.rate", "Permits a second, now", PoolStatus::rate);
        pool(registry, pool, "permits.left", "Permits that may be taken at once", PoolStatus::available);
        pool(registry, pool, "permits.ceiling", "Permits a second at most", PoolStatus::ceiling);
        pool(registry, pool, "permits.quota", "The service's limit, requests a second", PoolStatus::quota);
        poolCounter(registry, pool, "permits.used", "Permits given", PoolStatus::acquired);
        poolCounter(registry, pool, "throttles", "Answers refused by throttling", PoolStatus::throttled);
    }

    private void counter(MeterRegistry registry, String name, String text, ToDoubleFunction<EngineStatus> figure) {
        FunctionCounter.builder(
                        "reactor.waiters." + name,
                        watcher,
                        w -> figure.applyAsDouble(w.health().engine()))
                .description(text)
                .register(registry);
    }

    private void outcome(
            MeterRegistry registry, String operation, String outcome, ToDoubleFunction<OperationCalls> figure) {
        FunctionCounter.builder("reactor.waiters.calls", watcher, w -> w.stats().operations().stream()
                        .filter(calls -> calls.operation().equals(operation))
                        .mapToDouble(figure)
                        .sum())
                .description("Polls by operation and outcome, listing pages included")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String text, ToDoubleFunction<EngineStatus> figure) {
        Gauge.builder(
                        "reactor.waiters." + name,
                        watcher,
                        w -> figure.applyAsDouble(w.health().engine()))
                .description(text)
                .register(registry);
    }

    private void time(MeterRegistry registry, String name, String text, ToDoubleFunction<EngineStatus> seconds) {
        TimeGauge.builder(
                        "reactor.waiters." + name,
                        watcher,
                        TimeUnit.SECONDS,
                        w -> seconds.applyAsDouble(w.health().engine()))
                .description(text)
                .register(registry);
    }

    private void pool(
            MeterRegistry registry, String pool, String name, String text, ToDoubleFunction<PoolStatus> figure) {
        Gauge.builder("reactor.waiters." + name, watcher, w -> figureOf(w, pool, figure))
                .description(text)
                .tag("pool", pool)
                .register(registry);
    }

    private void poolCounter(
            MeterRegistry registry, String pool, String name, String text, ToDoubleFunction<PoolStatus> figure) {
        FunctionCounter.builder("reactor.waiters." + name, watcher, w -> figureOf(w, pool, figure))
                .description(text)
                .tag("pool", pool)
                .register(registry);
    }

    private static double figureOf(FunctionWatcher watcher, String pool, ToDoubleFunction<PoolStatus> figure) {
        return watcher.health().pools().stream()
                .filter(status -> status.name().equals(pool))
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }
}
