// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.Durations.Kind;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The functions of one {@link Cell}, and what happens to them. Scripted: starting an update takes nothing of a quota. */
final class ScriptedFleet {
    /** A function whose GetFunction is answered after {@link #SLOWNESS}. */
    static final String SLOW = "slow";

    static final Duration SLOWNESS = Duration.ofSeconds(3);

    /** How many functions a warm-up updates. */
    static final int WARM_UP = 20;

    private static final Duration WARM_UP_UPDATE = Duration.ofMillis(400);
    private static final Duration ENDLESS = Duration.ofDays(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Cell cell;
    private final SimulatedLambda lambda;
    private final SimulatedFunctions functions;
    private final List<String> names;
    private final List<String> warmUp =
            IntStream.range(0, WARM_UP).mapToObj(i -> "warm-" + i).toList();

    ScriptedFleet(Cell cell) {
        this.cell = cell;
        lambda = SimulatedLambda.builder()
                .seed(cell.seed())
                .durations(durations(cell.hurry()))
                .roundTrip("GetFunction", Duration.ofMillis(cell.pollMillis()))
                .roundTrip("ListFunctions", Duration.ofMillis(cell.pageMillis()))
                .build();
        functions = lambda.functions();
        names = functions.add(cell.functions());
    }

    /** {@link Durations#aws()}, all divided by {@code hurry}. */
    static Durations durations(double hurry) {
        return Durations.aws()
                .withLogNormal(Kind.CODE_UPDATE, hurried(3, hurry), 0.5)
                .withLogNormal(Kind.IMAGE, hurried(12, hurry), 0.6)
                .withUniform(Kind.VPC, hurried(60, hurry), hurried(90, hurry));
    }

    private static Duration hurried(long seconds, double hurry) {
        return Duration.ofMillis((long) (seconds * 1_000 / hurry));
    }

    ServedLambda serve() {
        return lambda.serve(0);
    }

    /** Updates a few functions that are not counted, so that classes are loaded and connections open. */
    void warm(Consumer<String> tell) {
        for (String name : warmUp) {
            functions.add(name);
            functions.script(name).next(WARM_UP_UPDATE);
        }
        warmUp.forEach(name -> start(name, tell));
        awaitSettled(warmUp);
        tell.accept("settled");
    }

    /** Forgets the warm-up. */
    void cool() {
        warmUp.forEach(functions::delete);
        lambda.calls().clear();
    }

    void addSlow() {
        functions.add(SLOW);
        lambda.faults().add(Fault.latency(SLOWNESS).on("GetFunction").functions(SLOW));
    }

    void go(Consumer<String> tell) {
        if (cell.heap()) {
            names.forEach(name -> functions.script(name).next(ENDLESS));
        }
        if (cell.allAtOnce()) {
            names.forEach(name -> start(name, tell));
        } else {
            startPaced(tell);
        }
        awaitSettled(names);
        tell.accept("settled");
    }

    private void startPaced(Consumer<String> tell) {
        long begin = System.nanoTime();
        for (int i = 0; i < names.size(); i++) {
            long due = begin + (long) (i * 1e9 / cell.startsPerSecond());
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            start(names.get(i), tell);
        }
    }

    private void start(String name, Consumer<String> tell) {
        tell.accept("started " + StartedUpdate.start(functions, name).line());
    }

    private void awaitSettled(List<String> updated) {
        List<String> running = new ArrayList<>(updated);
        while (!running.isEmpty()) {
            running.removeIf(name -> completedMillis(name) != null);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private @Nullable Long completedMillis(String name) {
        List<Transition> history = functions.history(name);
        Transition last = history.get(history.size() - 1);
        return last.kind() == Transition.Kind.UPDATE_COMPLETED
                ? (Long) last.at().toEpochMilli()
                : null;
    }

    Truth truth() {
        Map<String, Long> completed = new HashMap<>();
        for (String name : names) {
            Long at = completedMillis(name);
            if (at != null) {
                completed.put(name, at);
            }
        }
        Map<String, Long> calls = new TreeMap<>();
        for (String operation : List.of("GetFunction", "ListFunctions", "GetFunctionConfiguration")) {
            calls.put(operation, lambda.calls().count(operation));
        }
        return new Truth(completed, calls, lambda.calls().throttled());
    }
}
