// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.PaceJson;
import io.github.reactorwaiters.pace.PaceSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A watcher that begins with what another has learned, by way of JSON. */
class WarmStartTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void watcherThatIsToldWhatAnotherLearnedStartsWarm() {
        PaceSnapshot learned = learnedOfUpdatesOfAMinute();
        try (VirtualFleet cold = new VirtualFleet();
                VirtualFleet warm = new VirtualFleet(lambda -> lambda, watcher -> watcher.learned(learned))) {
            assertThat(cold.watcher.stats().medians()).isEmpty();
            assertThat(warm.watcher.stats().medians().get("code/zip"))
                    .isBetween(MINUTE.minusSeconds(5), MINUTE.plusSeconds(5));
            assertThat(learned(warm.watcher, warm)).isEqualTo(learned);

            assertThat(pollsOfAnUpdateOfAMinute(cold)).isBetween(84L, 92L);
            assertThat(pollsOfAnUpdateOfAMinute(warm))
                    .as("polls lie about the end only")
                    .isBetween(10L, 40L);
        }
    }

    private static PaceSnapshot learnedOfUpdatesOfAMinute() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            List<FunctionName> names =
                    fleet.functions().add(20).stream().map(FunctionName::of).toList();
            fleet.watch(fleet.watcher.watch(names));
            fleet.seconds(10);
            for (int i = 0; i < 3; i++) {
                for (FunctionName name : names) {
                    fleet.functions().script(name.value()).next(MINUTE);
                    fleet.functions().startUpdate(name.value());
                }
                fleet.watcher.hint(names);
                fleet.seconds(120);
            }
            PaceSnapshot learned = learned(fleet.watcher, fleet);
            assertThat(learned.changes().perSecond()).isGreaterThan(10 * PaceSnapshot.Changes.UNKNOWN.perSecond());
            return PaceJson.read(PaceJson.write(learned));
        }
    }

    private static PaceSnapshot learned(FunctionWatcher watcher, VirtualFleet fleet) {
        List<PaceSnapshot> learned = new ArrayList<>();
        watcher.learned().subscribe(learned::add);
        fleet.pass(Duration.ZERO);
        return learned.get(0);
    }

    private static long pollsOfAnUpdateOfAMinute(VirtualFleet fleet) {
        fleet.functions().add("orders");
        fleet.functions().script("orders").next(MINUTE);
        fleet.functions().startUpdate("orders");
        fleet.lambda.calls().clear();
        VirtualFleet.Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(VirtualFleet.ORDERS));
        fleet.pass(MINUTE.plusSeconds(2));
        assertThat(awaited.reached).as("seen within two seconds").hasSize(1);
        return fleet.lambda.calls().count("GetFunction");
    }
}
