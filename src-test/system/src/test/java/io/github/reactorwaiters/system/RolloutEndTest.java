// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.WatcherClosedException;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** How a rollout ends early, and what it may take from the quotas. */
class RolloutEndTest {
    private RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void cancellingSendsNoFurtherChange() {
        List<String> names = fleet.addReleased(100);
        Running running = fleet.start(fleet.rollout(names, NEW).alias(AliasShift.allAtOnce("live")));
        fleet.fleet.seconds(3);
        running.subscription.dispose();
        fleet.fleet.pass(Duration.ZERO);
        long calls = fleet.lambda().calls().total();
        fleet.fleet.pass(Duration.ofHours(1));

        assertThat(fleet.lambda().calls().total()).isEqualTo(calls);
        assertThat(fleet.answered("UpdateFunctionCode")).isBetween(30L, 50L);
        assertThat(running.completed).isFalse();
    }

    @Test
    void cancellingSendsNoThrottledChangeAgain() {
        List<String> names = fleet.add(1);
        fleet.lambda()
                .faults()
                .add(Fault.throttle(Duration.ofSeconds(10))
                        .on("UpdateFunctionCode")
                        .times(1));
        Running running = fleet.start(fleet.rollout(names, NEW));
        fleet.fleet.seconds(1);
        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isEqualTo(1);
        running.subscription.dispose();
        fleet.fleet.pass(Duration.ofHours(1));

        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isEqualTo(1);
    }

    @Test
    void aClosedWatcherEndsTheRolloutWithAnError() {
        List<String> names = fleet.addReleased(50);
        Running running = fleet.start(fleet.rollout(names, NEW).alias(AliasShift.allAtOnce("live")));
        fleet.fleet.seconds(3);
        fleet.fleet.watcher.close();
        fleet.fleet.seconds(1);

        assertThat(running.errors).hasSize(1);
        assertThat(running.errors.get(0)).isInstanceOf(WatcherClosedException.class);
    }

    @Test
    void aWatcherClosedDuringARollbackEndsTheRolloutWithAnError() {
        CodeSource old = RolloutFleet.zip("old");
        List<String> names = fleet.add(1);
        fleet.run(fleet.rollout(names, FunctionChange.ofCode(old)));
        Running running = fleet.start(fleet.rollout(names, NEW.withPreviousCode(old))
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                .rollbackOnHalt(true));
        for (int i = 0; i < 600 && fleet.lambda().calls().count("UpdateFunctionCode") < 3; i++) {
            fleet.fleet.pass(Duration.ofMillis(100));
        }
        fleet.fleet.watcher.close();
        fleet.fleet.seconds(1);

        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isEqualTo(3);
        assertThat(running.errors).hasSize(1);
        assertThat(running.errors.get(0)).isInstanceOf(WatcherClosedException.class);
    }

    @Test
    void waitingNeverSlowsUpdating() {
        fleet.close();
        fleet = new RolloutFleet(lambda -> lambda.quotas(Quotas.aws()), watcher -> watcher.budgetShare(1));
        List<String> names = fleet.add(600);
        fleet.fleet.watch(fleet.fleet.watcher.watchAll()); // its sweeps want the same pool
        fleet.fleet.seconds(60);
        fleet.lambda().calls().clear();
        Running running = fleet.start(fleet.rollout(names, NEW));
        fleet.fleet.seconds(42);

        assertThat(fleet.answered("UpdateFunctionCode")).isGreaterThanOrEqualTo(598);
        fleet.fleet.seconds(100);
        assertThat(running.summary().isComplete()).isTrue();
        assertThat(fleet.lambda().calls().throttled()).isZero();
    }
}
