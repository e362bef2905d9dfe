// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Slow subscribers, shared polls, hints, cancellation and close. */
class DemandTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private void updateAndWait() {
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(10);
    }

    @Test
    void changesThatASlowSubscriberDidNotTakeAreMerged() {
        fleet.functions().add("orders");
        Slow slow = new Slow();
        fleet.watcher.watch(ORDERS).subscribe(slow);
        Watched quick = fleet.watchOrders();
        slow.request(1);
        fleet.seconds(1);
        for (int i = 0; i < 50; i++) {
            updateAndWait();
        }
        assertThat(slow.taken).hasSize(1);
        assertThat(quick.isSound().changes).hasSize(101);
        slow.request(1);
        fleet.seconds(1);

        FunctionStateChange merged = slow.taken.get(1);
        assertThat(merged.skipped()).isEqualTo(99);
        assertThat(merged.before()).isEqualTo(slow.taken.get(0).after());
        assertThat(merged.after()).isEqualTo(quick.last().after());
        assertThat(merged.kinds()).isEqualTo(Set.of(UPDATE_STARTED, UPDATE_COMPLETED));
        assertThat(merged.sequence()).isEqualTo(quick.last().sequence());
    }

    @Test
    void numbersRiseForASlowSubscriberOfManyFunctions() {
        fleet.functions().add(200);
        Slow slow = new Slow();
        fleet.watcher.watchAll().subscribe(slow);
        fleet.seconds(10);
        for (int i = 0; i < 60; i++) {
            fleet.functions().startUpdate(fleet.functions().names().get(i % 20));
            slow.request(3);
            fleet.seconds(7);
        }
        slow.request(Long.MAX_VALUE);
        fleet.seconds(30);

        assertThat(slow.taken)
                .extracting(FunctionStateChange::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(slow.taken.stream().map(FunctionStateChange::function).distinct())
                .hasSize(200);
        for (String name : fleet.functions().names()) {
            FunctionStateChange last = slow.taken.stream()
                    .filter(change -> change.function().value().equals(name))
                    .reduce((a, b) -> b)
                    .orElseThrow();
            assertThat(last.after().isUpdating()).as(name).isFalse();
        }
    }

    @Test
    void subscribersShareThePolls() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.pass(Duration.ofMinutes(10));
        long alone = fleet.lambda.calls().total();
        List<Watched> others =
                Flux.range(0, 100).map(i -> fleet.watchOrders()).collectList().block();
        fleet.pass(Duration.ofMinutes(10));

        assertThat(others).allSatisfy(other -> assertThat(other.kinds()).containsExactly(Set.of(FIRST_SEEN)));
        assertThat(fleet.lambda.calls().total()).isLessThanOrEqualTo(2 * alone);
    }

    @Test
    void hintsComeFirstButNotMoreThanFourTimesASecond() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.pass(Duration.ofHours(1));
        long before = fleet.lambda.calls().total();
        for (int i = 0; i < 1_000; i++) {
            fleet.watcher.hint(List.of(ORDERS, FunctionName.of("not-watched")));
            fleet.pass(Duration.ofMillis(10));
        }

        assertThat(fleet.lambda.calls().total() - before).isBetween(30L, 41L);
    }

    @Test
    void hintsFromAPublisherAreTakenAndItsFailuresSurvived() {
        int[] subscriptions = {0};
        Flux<FunctionName> hints = Flux.defer(() -> {
            subscriptions[0]++;
            return Flux.just(ORDERS).concatWith(Flux.error(new IllegalStateException("bus is down")));
        });
        try (VirtualFleet hinted = new VirtualFleet(lambda -> lambda, watcher -> watcher.hints(hints))) {
            hinted.functions().add("orders");
            assertThat(subscriptions[0]).isZero();
            Watched watched = hinted.watchOrders();
            hinted.pass(Duration.ofMinutes(5));
            assertThat(subscriptions[0])
                    .as("a second or so apart: each has told something")
                    .isGreaterThan(100);
            watched.isSound();
            hinted.watcher.close();
            int atClose = subscriptions[0];
            hinted.pass(Duration.ofHours(1));
            assertThat(subscriptions[0]).isEqualTo(atClose);
        }
    }

    @Test
    void nothingIsCalledBeforeTheFirstSubscription() {
        fleet.functions().add("orders");
        fleet.watcher.watch(ORDERS);
        fleet.watcher.watchAll();
        fleet.watcher.awaitActive(ORDERS);
        fleet.pass(Duration.ofHours(1));

        assertThat(fleet.lambda.calls().total()).isZero();
    }

    @Test
    void cancellingStopsThePolls() {
        fleet.functions().add(100);
        fleet.functions().create("orders");
        Watched all = fleet.watch(fleet.watcher.watchAll());
        Watched one = fleet.watchOrders();
        fleet.seconds(1);
        all.subscription.dispose();
        one.subscription.dispose();
        fleet.seconds(1);
        long calls = fleet.lambda.calls().total();
        fleet.pass(Duration.ofDays(1));

        assertThat(fleet.lambda.calls().total()).isEqualTo(calls);
        assertThat(fleet.watcher.health().engine().keys()).isZero();
        assertThat(fleet.watcher.health().engine().inFlight()).isZero();
        assertThat(fleet.watcher.health().engine().running()).isZero();
        assertThat(fleet.watcher.health().engine().subscribers()).isZero();
    }

    @Test
    void cancellingAbortsTheExchange() {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.hang());
        Watched watched = fleet.watchOrders();
        fleet.seconds(1);
        assertThat(fleet.watcher.health().engine().inFlight()).isOne();
        watched.subscription.dispose();
        fleet.seconds(1);

        assertThat(fleet.lambda.calls().count(Call.Outcome.CANCELLED)).isOne();
        assertThat(fleet.watcher.health().engine().inFlight()).isZero();
    }

    @Test
    void closeCompletesWatches() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.watcher.close();
        fleet.watcher.close();
        fleet.seconds(1);

        assertThat(watched.completed).isTrue();
        Watched late = fleet.watchOrders();
        assertThat(late.completed).isTrue();
    }
}
