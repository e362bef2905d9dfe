// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many polls go out at a time: those whose permits came within 25 ms, so at AWS's quotas two. */
class PermitsTogetherTest {
    private static final int FUNCTIONS = 500;
    private static final int SECONDS = 10;

    @Test
    void ofEightHundredPermitsASecondThoseOfAQuarterOfAScanAreSpentTogetherAndAll() {
        Map<Instant, Long> polls = pollsByTime(1_000);

        assertThat(sum(polls.values())).isBetween(8_000L - 25, 8_000L + 25);
        assertThat(polls.size()).isBetween(30 * SECONDS, 40 * SECONDS);
        assertThat(polls.values()).allMatch(together -> together <= 40, "at most two wakes' worth");
    }

    @Test
    void ofEightyASecondTwoGoOutTogether() {
        Map<Instant, Long> polls = pollsByTime(100);

        assertThat(sum(polls.values())).isBetween(800L - 2, 800L + 2);
        assertThat(polls.values()).allMatch(together -> together == 2);
    }

    @Test
    void ofFortyASecondAndFewerEachIsSpentWhenItComes() {
        Map<Instant, Long> polls = pollsByTime(50);

        assertThat(sum(polls.values())).isBetween(400L - 2, 400L + 2);
        assertThat(polls.values()).allMatch(together -> together == 1);
    }

    @Test
    void whoComesInBetweenTakesTheNextPermit() {
        try (VirtualFleet fleet = fleet(100)) {
            for (int millis = 0; millis < 25; millis++) {
                String unread = "unread-" + millis;
                fleet.functions().add(unread);
                fleet.pass(Duration.ofMillis(1_000 + millis)); // between two wakes, at another time each
                fleet.lambda.calls().clear();

                fleet.watch(fleet.watcher.watch(FunctionName.of(unread)));
                fleet.pass(Duration.ofNanos(1_000_000_000 / 80));

                assertThat(fleet.lambda.calls().calls())
                        .extracting(Call::function)
                        .contains(unread);
            }
        }
    }

    /** GetFunction calls by their time, of functions that are in transition throughout, with 80% of a quota. */
    private static Map<Instant, Long> pollsByTime(double quota) {
        try (VirtualFleet fleet = fleet(quota)) {
            fleet.lambda.calls().clear();
            fleet.seconds(SECONDS);
            return fleet.lambda.calls().calls().stream()
                    .collect(Collectors.groupingBy(Call::at, TreeMap::new, Collectors.counting()));
        }
    }

    /** Watched for a minute. */
    private static VirtualFleet fleet(double quota) {
        VirtualFleet fleet = new VirtualFleet(
                lambda -> lambda.quotas(Quotas.unlimited()), (lambda, time) -> FunctionWatcher.builder(lambda.client())
                        .listNamed(false)
                        .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1))) // no permit is left
                        .budget(ApiBudget.of(quota, ApiBudget.CONTROL_PLANE_QUOTA, 0.8, () -> time)));
        List<String> names = fleet.functions().add(FUNCTIONS);
        for (String name : names) {
            fleet.functions().script(name).next(Duration.ofMinutes(10));
            fleet.functions().startUpdate(name);
        }
        fleet.watch(fleet.watcher.watch(names.stream().map(FunctionName::of).toList()));
        fleet.seconds(60);
        return fleet;
    }

    private static long sum(Collection<Long> counts) {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
