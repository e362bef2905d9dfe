// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;

/** An answer that shows nothing new wakes no thread; one that does, or that whoever waits has not seen, does at once. */
class QuietAnswerTest {
    private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
    private static final Duration LATENCY = Duration.ofMillis(20);

    private CountedScheduler scheduler;

    private final VirtualFleet fleet = new VirtualFleet(lambda -> lambda.latency(LATENCY, LATENCY), (lambda, time) -> {
        this.scheduler = new CountedScheduler(time);
        return FunctionWatcher.builder(lambda.client()).scheduler(scheduler);
    });

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void pollsOfWhatGoesOnWakeNobody() {
        List<String> names = fleet.functions().add(200);
        for (String name : names) {
            fleet.functions().script(name).next(Duration.ofMinutes(10));
            fleet.functions().startUpdate(name);
        }
        fleet.watch(fleet.watcher.watch(names.stream().map(FunctionName::of).toList()));
        fleet.seconds(10); // all are read, and show something new

        assertPollsWakeNobody();
    }

    private void assertPollsWakeNobody() {
        long calls = calls();
        int tasks = scheduler.tasksOfWorkers;
        fleet.seconds(10);

        assertThat(calls() - calls).as("polls").isGreaterThan(200);
        assertThat(scheduler.tasksOfWorkers - tasks)
                .as("tasks handed to the worker")
                .isLessThan(20);
        assertThat(fleet.watcher.health().engine().inFlight())
                .as("calls under way, and answers that lie")
                .isLessThan(10);
    }

    @Test
    void aSettledFunctionThatNobodyAwaitsAnyMoreWakesNobody() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(60);
        VirtualFleet.Awaited wait = fleet.await(fleet.watcher.awaitUpdatable(FunctionName.of("orders")));
        fleet.seconds(2);
        assertThat(wait.reached).hasSize(1);
        int timers = scheduler.timersOfWorkers;
        fleet.seconds(10);

        assertThat(scheduler.timersOfWorkers - timers).isLessThan(10);
    }

    @Test
    void pollsOfWhatGoesOnWakeNobodyAlsoWhereItIsAwaited() {
        List<String> names = fleet.functions().add(100);
        List<VirtualFleet.Awaited> waits = new ArrayList<>();
        for (String name : names) {
            fleet.functions().script(name).next(waits.isEmpty() ? Duration.ofSeconds(21) : Duration.ofMinutes(10));
            fleet.functions().startUpdate(name);
            waits.add(fleet.await(fleet.watcher.awaitUpdated(FunctionName.of(name))));
        }
        fleet.seconds(10); // all who wait are shown that it goes on

        assertPollsWakeNobody();
        assertThat(waits).allMatch(wait -> wait.pending());

        fleet.seconds(1);
        fleet.watcher.hint(List.of(FunctionName.of(names.get(0))));
        fleet.pass(LEAST_PAUSE.plus(LATENCY));
        assertThat(waits.get(0).reached).hasSize(1);
    }

    @Test
    void changesAndReadingsThatSomebodyWaitsForAreToldAtOnce() {
        fleet.functions().add("orders");
        VirtualFleet.Watched watched = fleet.watchOrders();
        fleet.seconds(1);
        VirtualFleet.Awaited wait = fleet.await(fleet.watcher.await(ORDERS, function -> true));
        fleet.pass(LEAST_PAUSE.plus(LATENCY));

        assertThat(wait.reached).as("the settled function is settled still").hasSize(1);
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.pass(LEAST_PAUSE.plus(LATENCY));
        assertThat(watched.changes).hasSize(2);
    }

    @Test
    void aChangeHappenedAfterTheLastReadingThatDidNotShowIt() {
        fleet.functions().add("orders");
        fleet.functions().script("orders").next(Duration.ofSeconds(30));
        fleet.functions().startUpdate("orders");
        VirtualFleet.Watched watched = fleet.watchOrders();
        fleet.seconds(60);

        FunctionStateChange completed = watched.changes.get(1);
        assertThat(Duration.between(completed.notBefore(), completed.at()))
                .as("from the reading before to the one that showed it: the polls between showed nothing new")
                .isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void anUpdateThatNobodyAwaitsAnyMoreAndNoReadingShowsIsNotTakenToGoOn() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(2);
        UpdateFunctionCodeResponse response = UpdateFunctionCodeResponse.builder()
                .functionName("orders")
                .lastUpdateStatus("InProgress")
                .lastModified(Instant.ofEpochMilli(scheduler.now(TimeUnit.MILLISECONDS))
                        .toString())
                .build();
        Disposable wait = fleet.watcher.awaitUpdated(ORDERS, response).subscribe();
        fleet.pass(Duration.ZERO);
        assertThat(fleet.watcher.health().engine().running()).isEqualTo(1);
        wait.dispose();
        fleet.seconds(30);

        assertThat(fleet.watcher.health().engine().running()).isZero();
    }

    @Test
    void aFunctionHintedWhileItsCallIsUnderWayIsPolledAgainWhenThatIsAnswered() {
        Duration slow = Duration.ofMillis(300); // more than the least pause between two polls
        Duration permit = Duration.ofMillis(15);
        try (VirtualFleet slowly = new VirtualFleet(lambda -> lambda.latency(slow, slow), watcher -> watcher)) {
            List<String> names = slowly.functions().add(200);
            for (String name : names) {
                slowly.functions().script(name).next(Duration.ofMinutes(10));
                slowly.functions().startUpdate(name);
            }
            slowly.watch(
                    slowly.watcher.watch(names.stream().map(FunctionName::of).toList()));
            slowly.seconds(10);

            for (String name : names.subList(0, 50)) {
                int before = callsOf(slowly, name).size();
                slowly.watcher.hint(List.of(FunctionName.of(name)));
                for (int i = 0; i < 100 && callsOf(slowly, name).size() == before; i++) {
                    slowly.pass(permit);
                }
                slowly.watcher.hint(List.of(FunctionName.of(name)));
                slowly.seconds(2);

                Call hinted = callsOf(slowly, name).get(before);
                Call next = callsOf(slowly, name).get(before + 1);
                assertThat(Duration.between(Objects.requireNonNull(hinted.answeredAt()), next.at()))
                        .as(name)
                        .isBetween(Duration.ZERO, permit);
            }
        }
    }

    private static List<Call> callsOf(VirtualFleet fleet, String name) {
        return fleet.lambda.calls().calls().stream()
                .filter(call -> name.equals(call.function()))
                .toList();
    }

    private long calls() {
        return fleet.watcher.health().engine().calls();
    }
}
