// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What watching costs in API calls: the figures of the README's table, which are read there. */
class CallCostTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Path README = Path.of("..", "..", "README.md");
    private static final int GET_FUNCTION = 2;
    private static final int LIST_FUNCTIONS = 3;

    /** The numbers in a cell of the table, in order. */
    private static List<Long> figures(String watched, int column) {
        try (Stream<String> lines = Files.lines(README)) {
            List<String> rows =
                    lines.filter(line -> line.startsWith("| " + watched + " |")).toList();
            assertThat(rows).as("rows of %s", watched).hasSize(1);
            return Pattern.compile("\\d+")
                    .matcher(rows.get(0).split("\\|", -1)[column])
                    .results()
                    .map(number -> Long.valueOf(number.group()))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long figure(String watched, int column) {
        assertThat(figures(watched, column)).hasSize(1);
        return figures(watched, column).get(0);
    }

    @Test
    void aTransitionOfThreeSeconds() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            long told = figure("one function, in transition for 3 s", GET_FUNCTION);
            assertThat(update(fleet, "orders", Duration.ofSeconds(3))).isBetween(told - 1, told + 1);
        }
    }

    @Test
    void aTransitionOfAMinuteIsCheaperOnceItsClassIsKnown() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            List<Long> told = figures("one function, in transition for 60 s", GET_FUNCTION);
            assertThat(told).as("at first, later").hasSize(2);
            assertThat(update(fleet, "orders", Duration.ofSeconds(60))).isBetween(told.get(0) - 4, told.get(0) + 4);
            for (int i = 0; i < 20; i++) {
                update(fleet, "orders-" + i, Duration.ofSeconds(60));
            }
            assertThat(update(fleet, "last", Duration.ofSeconds(60))).isBetween(told.get(1) - 6, told.get(1) + 6);
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
            List<Long> told = figures("one settled function, per hour", GET_FUNCTION);
            assertThat(told).as("from, to").hasSize(2);
            assertThat(anHour(fleet)).isBetween(told.get(1) - 7, told.get(1) + 8);
            fleet.pass(Duration.ofDays(1));
            assertThat(anHour(fleet)).isBetween(told.get(0) - 4, told.get(0) + 4);
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
            long told = figure("2,000 settled functions, per minute", LIST_FUNCTIONS);
            assertThat(fleet.lambda.calls().count("ListFunctions")).isBetween(told - 10, told + 1);
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
            long told = figure("2,000 settled functions, per minute", GET_FUNCTION);
            assertThat(fleet.lambda.calls().count("GetFunction") / 60).isBetween(told - 2, told + 2);
        }
    }
}
