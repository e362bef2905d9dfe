// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

/** An account of 10,000 functions, watched for a simulated day, with a deployment every four seconds. */
class DayTest {
    @Test
    @Timeout(60) // the promise: a simulated day in under a minute
    void aDayOfTenThousandFunctions() {
        try (VirtualFleet fleet = new VirtualFleet(
                lambda -> lambda.durations(Durations.aws()),
                // A budget of 3 GetFunction calls and 0.45 others a second: each simulated call costs real time.
                watcher -> watcher.budgetShare(0.03).listingPause(Duration.ofMinutes(20)))) {
            fleet.functions().add(10_000);
            VirtualFleet.Watched watched = fleet.watch(fleet.watcher.watchAll());
            fleet.pass(Duration.ofMinutes(60));
            assertThat(watched.changes).hasSize(10_000);
            Disposable deployments =
                    Activity.in(fleet.functions(), fleet.time, 7).deploy(0.25);
            fleet.pass(Duration.ofHours(22));
            deployments.dispose();
            fleet.pass(Duration.ofMinutes(60));

            watched.isSound();
            assertThat(fleet.lambda.calls().throttled()).isZero();
            assertThat(watched.changes.size()).isGreaterThan(25_000);
            assertThat(fleet.watcher.health().engine().failed()).isZero();
            assertEveryFinalStateWasReported(fleet, watched.changes);
        }
    }

    private static void assertEveryFinalStateWasReported(VirtualFleet fleet, List<FunctionStateChange> changes) {
        var last = new java.util.HashMap<String, FunctionStateChange>();
        changes.forEach(change -> last.put(change.function().value(), change));
        for (String name : fleet.functions().names()) {
            List<Transition> history = fleet.functions().history(name);
            FunctionStateChange seen = last.get(name);
            assertThat(seen).as(name).isNotNull();
            assertThat(seen.after().isPresent()).as(name).isTrue();
            Transition end = history.get(history.size() - 1);
            assertThat(seen.after().revisionId()).as(name).isEqualTo(end.revisionId());
            assertThat(seen.after().stateText()).as(name).isEqualTo(end.state());
        }
        long deleted =
                last.values().stream().filter(c -> c.is(ChangeKind.DELETED)).count();
        assertThat(last.size() - deleted).isEqualTo(fleet.functions().names().size());
    }
}
