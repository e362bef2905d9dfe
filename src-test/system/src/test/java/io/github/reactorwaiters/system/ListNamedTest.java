// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions watched by name are listed, too, where that shows more than polls; here a page takes a quarter of a second. */
class ListNamedTest {
    private static final double PAGES_A_SECOND = 10;

    private final VirtualFleet fleet =
            new VirtualFleet(lambda -> lambda, watcher -> watcher.listingsPerSecond(PAGES_A_SECOND));

    private final List<FunctionName> names =
            fleet.functions().add(1_000).stream().map(FunctionName::of).toList();

    ListNamedTest() {
        fleet.lambda.faults().add(Fault.latency(Duration.ofMillis(250)).on("ListFunctions"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void listingsOverlapFromTheFirstOnWhereTheRateHasRoom() {
        fleet.watch(fleet.watcher.watch(names));
        fleet.pass(Duration.ofMillis(1_900));
        assertThat(pages())
                .as("two at a time after a second: a page takes 250 ms")
                .isBetween(10, 13);
    }

    @Test
    void listingsKeepToTheirRate() {
        fleet.watch(fleet.watcher.watch(names));
        for (int second = 0; second < 30; second++) {
            int before = pages();
            fleet.seconds(1);
            assertThat(pages() - before).as("second " + second).isLessThanOrEqualTo(10);
        }
        assertThat(pages()).isGreaterThan(250);
    }

    @Test
    void firstListingOfAWholeAccountHasTheRateForItself() {
        fleet.watch(fleet.watcher.watchAll());
        fleet.pass(Duration.ofMillis(1_900));
        assertThat(pages()).as("one at a time").isEqualTo(8);
    }

    private int pages() {
        return Math.toIntExact(fleet.lambda.calls().count("ListFunctions"));
    }
}
