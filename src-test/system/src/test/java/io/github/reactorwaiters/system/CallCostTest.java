// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What watching costs in API calls: the figures of the README's table. */
class CallCostTest {
    private static final Duration MONTH = Duration.ofDays(30);

    @Test
    void aTransitionOfThreeSeconds() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            assertThat(update(fleet, "orders", Duration.ofSeconds(3))).isBetween(7L, 9L);
        }
    }

    @Test
    void aTransitionOfAMinuteIsCheaperOnceItsClassIsKnown() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            assertThat(update(fleet, "orders", Duration.ofSeconds(60))).isBetween(84L, 92L);
            for (int i = 0; i < 20; i++) {
                update(fleet, "orders-" + i, Duration.ofSeconds(60));
            }
            assertThat(update(fleet, "last", Duration.ofSeconds(60))).isBetween(20L, 32L);
        }
    }

    private static long update(VirtualFleet fleet, String function, Duration duration) {
        fleet.functions().add(function);
        fleet.functions().script(function).next(duration);
        fleet.functions().startUpdate(function);
        fleet.lambda.calls().clear();
        var awaited = fleet.await(fleet.watcher.awaitUpdated(FunctionName.of(function)));
        fleet.pass(duration.plusSeconds(20));
        assertThat(awaited.reached).hasSize(1);
        return fleet.lambda.calls().count("GetFunction");
    }

    @Test
    void aSettledFunctionAnHour() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().add("orders");
            fleet.seconds(3_600);
            fleet.watchOrders();
            assertThat(anHour(fleet)).isBetween(165L, 180L);
            fleet.pass(Duration.ofDays(1));
            assertThat(anHour(fleet)).isBetween(64L, 72L);
        }
    }

    private static long anHour(VirtualFleet fleet) {
        fleet.lambda.calls().clear();
        fleet.seconds(3_600);
        return fleet.lambda.calls().count("GetFunction");
    }

    @Test
    void settledFunctionsOfAnAccountAreListedAndPolledOnceAnHour() {
        try (VirtualFleet fleet =
                new VirtualFleet(lambda -> lambda, watcher -> watcher.listingPause(Duration.ofMinutes(1)))) {
            fleet.functions().add(200);
            fleet.pass(MONTH);
            fleet.watch(fleet.watcher.watchAll());
            fleet.seconds(3_600);
            fleet.lambda.calls().clear();
            fleet.seconds(3_600);
            assertThat(fleet.lambda.calls().count("GetFunction")).isBetween(180L, 240L);
            assertThat(fleet.lambda.calls().count("ListFunctions")).isBetween(230L, 244L);
        }
    }

    @Test
    void twoThousandSettledFunctionsWatchedByNameAreListedToo() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            List<FunctionName> names =
                    fleet.functions().add(2_000).stream().map(FunctionName::of).toList();
            fleet.pass(MONTH);
            fleet.watch(fleet.watcher.watch(names));
            fleet.seconds(60);
            fleet.lambda.calls().clear();
            fleet.seconds(60);
            assertThat(fleet.lambda.calls().count("GetFunction")).isLessThan(10);
            assertThat(fleet.lambda.calls().count("ListFunctions")).isBetween(290L, 301L);
        }
    }

    @Test
    void settledFunctionsThatAreListedArePolledOnceAnHour() {
        try (VirtualFleet fleet =
                new VirtualFleet(lambda -> lambda, watcher -> watcher.listingPause(Duration.ofMinutes(1)))) {
            List<FunctionName> names =
                    fleet.functions().add(2_000).stream().map(FunctionName::of).toList();
            fleet.pass(MONTH);
            fleet.watch(fleet.watcher.watch(names));
            fleet.pass(Duration.ofHours(1));
            fleet.lambda.calls().clear();
            fleet.pass(Duration.ofHours(1));
            assertThat(fleet.lambda.calls().count("GetFunction") / 60).isBetween(32L, 36L);
        }
    }
}
