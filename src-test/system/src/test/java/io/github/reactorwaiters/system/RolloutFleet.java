// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** A virtual fleet, and rollouts over it. */
final class RolloutFleet implements AutoCloseable {
    static final CodeSource NEW_CODE = zip("new");
    static final FunctionChange NEW = FunctionChange.ofCode(NEW_CODE);

    final VirtualFleet fleet;

    RolloutFleet() {
        this(lambda -> lambda, watcher -> watcher);
    }

    RolloutFleet(UnaryOperator<SimulatedLambda.Builder> lambda, UnaryOperator<FunctionWatcherBuilder> watcher) {
        this(new VirtualFleet(lambda, watcher));
    }

    RolloutFleet(VirtualFleet fleet) {
        this.fleet = fleet;
    }

    static CodeSource zip(String text) {
        return CodeSource.zip(("PK" + text + "....").getBytes(StandardCharsets.UTF_8));
    }

    SimulatedLambda lambda() {
        return fleet.lambda;
    }

    /** Adds so many functions, f-001 and on. */
    List<String> add(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String name = String.format("f-%03d", i);
            lambda().functions().add(name);
            names.add(name);
        }
        return names;
    }

    /** Adds functions with version 1 behind the alias {@code live}. */
    List<String> addReleased(int count) {
        List<String> names = add(count);
        names.forEach(name -> {
            lambda().functions().publish(name);
            lambda().client()
                    .createAlias(alias -> alias.functionName(name).name("live").functionVersion("1"))
                    .join();
            fleet.pass(Duration.ofMillis(100)); // within the quota
        });
        lambda().calls().clear();
        fleet.seconds(60);
        return names;
    }

    RolloutBuilder rollout(List<String> names, FunctionChange change) {
        return Rollout.builder(fleet.watcher)
                .targets(Flux.fromIterable(names).map(name -> new Target(FunctionName.of(name), change)));
    }

    /** Starts a rollout; nothing moves but by the fleet's time. */
    Running start(RolloutBuilder rollout) {
        Running running = new Running();
        running.subscription = rollout.build()
                .run()
                .subscribe(running.events::add, running.errors::add, () -> running.completed = true);
        fleet.pass(Duration.ZERO);
        return running;
    }

    /** Runs a rollout to its end. */
    RolloutSummary run(RolloutBuilder rollout) {
        Running running = start(rollout);
        for (int minute = 0; minute < 600 && !running.completed && running.errors.isEmpty(); minute++) {
            fleet.seconds(60);
        }
        return running.summary();
    }

    GetFunctionResponse read(String name) {
        fleet.pass(Duration.ofMillis(20)); // within the quota
        return lambda().client().getFunction(get -> get.functionName(name)).join();
    }

    GetAliasResponse alias(String name) {
        fleet.pass(Duration.ofMillis(100)); // within the quota
        return lambda().client()
                .getAlias(get -> get.functionName(name).name("live"))
                .join();
    }

    /** The calls of an operation that were answered with success. */
    long answered(String operation) {
        return lambda().calls().calls().stream()
                .filter(call -> call.operation().equals(operation) && call.status() / 100 == 2)
                .count();
    }

    List<String> order(String... operations) {
        return lambda().calls().calls().stream()
                .map(Call::operation)
                .filter(List.of(operations)::contains)
                .toList();
    }

    @Override
    public void close() {
        fleet.close();
    }

    /** A rollout under way. */
    static final class Running {
        final List<RolloutEvent> events = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        boolean completed;
        Disposable subscription;

        RolloutSummary summary() {
            assertThat(errors).isEmpty();
            assertThat(completed).as("completed").isTrue();
            return ((RolloutEvent.Ended) events.get(events.size() - 1)).summary();
        }

        <E extends RolloutEvent> List<E> of(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        List<RolloutStep> steps(String function) {
            return of(RolloutEvent.StepStarted.class).stream()
                    .filter(event -> event.function().value().equals(function))
                    .map(RolloutEvent.StepStarted::step)
                    .toList();
        }
    }

    static FunctionResult only(RolloutSummary summary) {
        assertThat(summary.results()).hasSize(1);
        return summary.results().get(0);
    }

    static List<FunctionOutcome> outcomes(RolloutSummary summary) {
        return summary.results().stream().map(FunctionResult::outcome).toList();
    }
}
