// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.metrics;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionState;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/** What passing changes tell. Thread-safe. */
final class ChangeMeters {
    private static final Set<ChangeKind> ENDS =
            Set.of(ChangeKind.BECAME_ACTIVE, ChangeKind.FAILED, ChangeKind.UPDATE_COMPLETED, ChangeKind.UPDATE_FAILED);
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
    };

    private final Map<String, AtomicInteger> functions = new ConcurrentHashMap<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    void bindTo(MeterRegistry registry) {
        registries.add(registry);
        functions.forEach((state, count) -> register(registry, state, count));
        delay(registry);
    }

    Flux<FunctionStateChange> observe(Flux<FunctionStateChange> watch) {
        return Flux.defer(() -> {
            Map<FunctionName, String> states = new ConcurrentHashMap<>();
            return watch.doOnNext(change -> count(states, change)).doFinally(end -> {
                states.values().forEach(state -> of(state).decrementAndGet());
                states.clear();
            });
        });
    }

    private void count(Map<FunctionName, String> states, FunctionStateChange change) {
        boolean gone = change.is(ChangeKind.DELETED) && !change.after().isPresent();
        String before =
                gone ? states.remove(change.function()) : states.put(change.function(), stateOf(change.after()));
        if (before != null) {
            of(before).decrementAndGet();
        }
        if (!gone) {
            of(stateOf(change.after())).incrementAndGet();
        }
        if (change.before() != null
                && change.skipped() == 0
                && change.kinds().stream().anyMatch(ENDS::contains)) {
            Duration late = Duration.between(change.notBefore(), change.at());
            registries.forEach(registry -> delay(registry).record(late));
        }
    }

    /** The label; a State that the library does not know counts as Unknown, so that there are few. */
    private static String stateOf(FunctionSnapshot seen) {
        return seen.isPresent() && seen.state() == FunctionState.UNKNOWN ? "Unknown" : seen.label();
    }

    private AtomicInteger of(String state) {
        return functions.computeIfAbsent(state, added -> {
            AtomicInteger count = new AtomicInteger();
            registries.forEach(registry -> register(registry, added, count));
            return count;
        });
    }

    private static void register(MeterRegistry registry, String state, AtomicInteger count) {
        Gauge.builder("reactor.waiters.functions", count, AtomicInteger::get)
                .description("Functions by state")
                .tag("state", state)
                .register(registry);
    }

    private static Timer delay(MeterRegistry registry) {
        return Timer.builder("reactor.waiters.detection.delay")
                .description("From the last reading before the end of a transition to the one that showed it")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
