// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A simulated control plane and a watcher on one virtual clock, with the real SDK client between them. */
final class VirtualFleet implements AutoCloseable {
    static final FunctionName ORDERS = FunctionName.of("orders");

    final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    final SimulatedLambda lambda;
    final FunctionWatcher watcher;
    private final List<Disposable> subscriptions = new ArrayList<>();

    VirtualFleet() {
        this(lambda -> lambda, watcher -> watcher);
    }

    VirtualFleet(
            UnaryOperator<SimulatedLambda.Builder> lambdaSettings,
            UnaryOperator<FunctionWatcherBuilder> watcherSettings) {
        this(
                lambdaSettings,
                (lambda, time) -> watcherSettings.apply(
                        FunctionWatcher.builder(lambda.client()).scheduler(time)));
    }

    /** A fleet with something between the watcher and its client, or its clock. */
    VirtualFleet(
            UnaryOperator<SimulatedLambda.Builder> lambdaSettings,
            BiFunction<SimulatedLambda, VirtualTimeScheduler, FunctionWatcherBuilder> watcherOf) {
        time.advanceTimeBy(Duration.ofDays(20_000)); // a date of our days, not 1970
        lambda = lambdaSettings
                .apply(SimulatedLambda.builder().scheduler(time).durations(Durations.fixed(Duration.ofSeconds(4))))
                .build();
        watcher = watcherOf.apply(lambda, time).build();
    }

    static VirtualFleet strict() {
        return new VirtualFleet(lambda -> lambda, watcher -> watcher.strict(true));
    }

    SimulatedFunctions functions() {
        return lambda.functions();
    }

    VirtualFleet pass(Duration duration) {
        time.advanceTimeBy(duration);
        return this;
    }

    VirtualFleet seconds(long seconds) {
        return pass(Duration.ofSeconds(seconds));
    }

    /** Everything that {@code changes} emits from now on, as it comes. */
    Watched watch(Flux<FunctionStateChange> changes) {
        Watched watched = new Watched();
        watched.subscription =
                changes.subscribe(watched.changes::add, watched.errors::add, () -> watched.completed = true);
        subscriptions.add(watched.subscription);
        time.advanceTimeBy(Duration.ZERO);
        return watched;
    }

    Watched watchOrders() {
        return watch(watcher.watch(ORDERS));
    }

    Awaited await(Mono<FunctionSnapshot> wait) {
        Awaited awaited = new Awaited();
        subscriptions.add(wait.subscribe(awaited.reached::add, awaited.errors::add));
        time.advanceTimeBy(Duration.ZERO);
        return awaited;
    }

    @Override
    public void close() {
        subscriptions.forEach(Disposable::dispose);
        watcher.close();
        lambda.close();
    }

    /** What a wait came to. */
    static final class Awaited {
        final List<FunctionSnapshot> reached = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();

        boolean pending() {
            return reached.isEmpty() && errors.isEmpty();
        }

        <T extends Throwable> T error(Class<T> type) {
            assertThat(reached).isEmpty();
            assertThat(errors).hasSize(1);
            assertThat(errors.get(0)).isInstanceOf(type);
            return type.cast(errors.get(0));
        }
    }

    /** What a subscriber got. */
    static final class Watched {
        final List<FunctionStateChange> changes = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        boolean completed;
        Disposable subscription;

        List<Set<ChangeKind>> kinds() {
            return changes.stream().map(FunctionStateChange::kinds).toList();
        }

        FunctionStateChange last() {
            return changes.get(changes.size() - 1);
        }

        /** Each change starts where the one before of its function ended, numbers rise, and intervals are sound. */
        Watched isSound() {
            assertThat(errors).isEmpty();
            Map<FunctionName, FunctionSnapshot> last = new HashMap<>();
            long sequence = 0;
            for (FunctionStateChange change : changes) {
                FunctionSnapshot before = last.put(change.function(), change.after());
                assertThat(change.before()).as("before of %s", change).isEqualTo(before);
                assertThat(change.sequence()).isGreaterThan(sequence);
                assertThat(change.notBefore()).isBeforeOrEqualTo(change.at());
                sequence = change.sequence();
            }
            return this;
        }
    }
}
