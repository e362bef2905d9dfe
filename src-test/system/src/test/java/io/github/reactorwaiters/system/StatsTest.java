// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.WatcherStats;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The figures of {@code FunctionWatcher.stats()}, against what the simulation did. */
class StatsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final double FLOOR = 0.015;

    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void callsAndPermitsAreThoseThatLambdaSaw() {
        fleet.functions().add(60);
        fleet.lambda.faults().add(Fault.throttle().on("GetFunction").times(3));
        fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(30);
        WatcherStats stats = fleet.watcher.stats();

        assertThat(stats.functions()).isEqualTo(60);
        assertThat(stats.calls()).isEqualTo(fleet.lambda.calls().total()).isGreaterThan(60);
        assertThat(stats.refused()).isEqualTo(3).isEqualTo(fleet.lambda.calls().throttled());
        assertThat(pool("GetFunction").acquired())
                .isEqualTo(fleet.lambda.calls().count("GetFunction"))
                .isGreaterThan(60);
        assertThat(pool("GetFunction").throttled()).isEqualTo(3);
        assertThat(pool("ControlPlane").acquired())
                .isEqualTo(fleet.lambda.calls().count("ListFunctions"))
                .isPositive();
    }

    private PoolStatus pool(String name) {
        return fleet.watcher.stats().pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lastPickHasAValueIfItWasMadeForTheDelayItSaves() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WatcherMetrics.of(fleet.watcher).bindTo(registry);
        fleet.functions().add("orders");
        assertThat(lastPick()).as("before any poll").isNaN();
        fleet.watchOrders();
        assertThat(fleet.lambda.calls().total()).isEqualTo(1);
        assertThat(lastPick()).as("a first reading").isNaN();

        fleet.functions().script("orders").next(Duration.ofMinutes(2));
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.pass(Duration.ofMillis(250));
        assertThat(fleet.lambda.calls().total()).isEqualTo(2);
        assertThat(lastPick()).as("a hint").isNaN();

        fleet.seconds(5);
        assertThat(fleet.lambda.calls().total()).isGreaterThan(2);
        assertThat(lastPick()).as("in transition").isBetween(FLOOR, 1.0);
        assertThat(registry.get("reactor.waiters.pick.value").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(lastPick());

        fleet.lambda.faults().add(Fault.error(500).on("GetFunction").times(1));
        while (fleet.watcher.health().engine().failed() == 0) {
            fleet.pass(Duration.ofMillis(50));
        }
        long failed = fleet.lambda.calls().total();
        while (fleet.lambda.calls().total() == failed) {
            fleet.pass(Duration.ofMillis(50));
        }
        assertThat(lastPick()).as("after a failure").isNaN();

        fleet.pass(Duration.ofMinutes(10));
        long calls = fleet.lambda.calls().total();
        fleet.pass(Duration.ofDays(5));
        assertThat(fleet.lambda.calls().total()).isGreaterThan(calls);
        assertThat(lastPick()).as("settled, once a minute whatever it saves").isNaN();
    }

    private double lastPick() {
        return fleet.watcher.stats().lastPickValue();
    }

    @Test
    void sweepPeriodIsThatOfListings() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        WatcherMetrics.of(fleet.watcher).bindTo(registry);
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(10);
        assertThat(fleet.watcher.stats().sweepPeriod()).isZero();

        fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(10);
        long listings = fleet.lambda.calls().count("ListFunctions");
        fleet.seconds(100);
        long more = fleet.lambda.calls().count("ListFunctions") - listings;
        Duration period = fleet.watcher.stats().sweepPeriod();
        assertThat(period)
                .isBetween(
                        Duration.ofSeconds(90).dividedBy(more),
                        Duration.ofSeconds(110).dividedBy(more));
        assertThat(registry.get("reactor.waiters.sweep.period").timeGauge().value(TimeUnit.SECONDS))
                .isEqualTo(period.toMillis() / 1e3);
    }

    @Test
    void mediansAreLearnedForEachClass() {
        List<FunctionName> names =
                fleet.functions().add(200).stream().map(FunctionName::of).toList();
        fleet.watch(fleet.watcher.watch(names));
        fleet.seconds(10);
        assertThat(fleet.watcher.stats().medians()).isEmpty();
        names.forEach(name -> begin(name, Duration.ofSeconds(3), true));
        fleet.seconds(60);
        names.forEach(name -> begin(name, Duration.ofSeconds(20), false));
        fleet.seconds(60);

        assertThat(fleet.watcher.stats().medians()).containsOnlyKeys("code/zip", "configuration/zip");
        assertThat(fleet.watcher.stats().medians().get("code/zip"))
                .isBetween(Duration.ofMillis(2_500), Duration.ofMillis(3_500));
        assertThat(fleet.watcher.stats().medians().get("configuration/zip"))
                .isBetween(Duration.ofSeconds(17), Duration.ofSeconds(22));
    }

    private void begin(FunctionName name, Duration duration, boolean ofCode) {
        fleet.functions().script(name.value()).next(duration);
        if (ofCode) {
            fleet.functions().startUpdate(name.value());
        } else {
            fleet.functions().startConfigurationUpdate(name.value());
        }
        fleet.watcher.hint(List.of(name));
    }

    @Test
    void mediansAreAtMostASecondOldAlsoAfterTheLastEndOfMany() {
        List<FunctionName> names =
                fleet.functions().add(20).stream().map(FunctionName::of).toList();
        fleet.watch(fleet.watcher.watch(names));
        fleet.seconds(10);
        names.forEach(name -> begin(name, Duration.ofSeconds(3), true));
        fleet.seconds(1);
        while (fleet.watcher.stats().inTransition() > 0) {
            fleet.pass(Duration.ofMillis(50));
        }
        fleet.pass(SECOND);

        List<PaceSnapshot> learned = new ArrayList<>();
        fleet.watcher.learned().subscribe(learned::add);
        fleet.pass(Duration.ZERO);
        assertThat(fleet.watcher.stats().medians())
                .isNotEmpty()
                .isEqualTo(new LearnedPace(PaceLimits.defaults(), learned.get(0)).medians());
    }
}
