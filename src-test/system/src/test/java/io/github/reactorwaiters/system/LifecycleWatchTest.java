// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_INACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_PENDING;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FAILED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.READABLE;
import static io.github.reactorwaiters.lambda.ChangeKind.REVISION_CHANGED;
import static io.github.reactorwaiters.lambda.ChangeKind.STATE_CHANGED;
import static io.github.reactorwaiters.lambda.ChangeKind.UNREADABLE;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_FAILED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionState;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every path of a function's life and every kind of change, from the wire to the subscriber, in virtual time. */
class LifecycleWatchTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void creationAndUpdate() {
        fleet.functions().create("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(10);
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(10);

        assertThat(watched.isSound().kinds())
                .containsExactly(
                        Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE), Set.of(UPDATE_STARTED), Set.of(UPDATE_COMPLETED));
        assertThat(watched.changes.get(0).after().state()).isEqualTo(FunctionState.PENDING);
        assertThat(watched.changes.get(0).after().lastUpdateStatus()).isNull();
        assertThat(watched.last().arn()).isEqualTo("arn:aws:lambda:eu-west-1:123456789012:function:orders");
    }

    @Test
    void theTrueTimeLiesInTheInterval() {
        fleet.functions().create("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(30);
        var became = fleet.functions().history("orders").get(1).at();

        assertThat(watched.last().notBefore()).isBefore(became);
        assertThat(watched.last().at()).isAfterOrEqualTo(became);
        assertThat(Duration.between(became, watched.last().at())).isLessThan(Duration.ofMillis(1_200));
        assertThat(Duration.between(watched.last().notBefore(), watched.last().at()))
                .isLessThan(Duration.ofMillis(1_200));
    }

    /** A reading shows what was while it was under way: not all that happened until its answer came. */
    @Test
    void theTrueTimeLiesInTheIntervalAlsoWhenCallsTakeTheirTime() {
        try (VirtualFleet far = new VirtualFleet(
                lambda -> lambda.roundTrip("GetFunction", Duration.ofMillis(400)), watcher -> watcher)) {
            List<FunctionName> names = IntStream.range(0, 50)
                    .mapToObj(i -> FunctionName.of("far-" + i))
                    .toList();
            for (int i = 0; i < names.size(); i++) {
                far.functions().script(names.get(i).name()).next(Duration.ofMillis(4_000 + 31 * i));
                far.functions().create(names.get(i).name());
            }
            Watched watched = far.watch(far.watcher.watch(names));
            far.seconds(30);

            List<FunctionStateChange> became = watched.isSound().changes.stream()
                    .filter(change -> change.before() != null)
                    .toList();
            assertThat(became).hasSize(50).allSatisfy(change -> {
                assertThat(far.functions()
                                .history(change.function().name())
                                .get(1)
                                .at())
                        .isAfterOrEqualTo(change.notBefore())
                        .isBeforeOrEqualTo(change.at());
                assertThat(Duration.between(change.notBefore(), change.at()))
                        .as("from the asking of one reading to the answer of the next, of %s", change)
                        .isBetween(Duration.ofMillis(400), Duration.ofMillis(3_000));
            });
        }
    }

    @Test
    void creationThatFails() {
        fleet.functions().script("orders").nextFails("EniLimitExceeded", "no ENI left", Duration.ofSeconds(3));
        fleet.functions().create("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(20);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(FAILED));
        assertThat(watched.last().after().stateReasonCode()).isEqualTo("EniLimitExceeded");
        assertThat(watched.last().after().stateReason()).isEqualTo("no ENI left");
    }

    @Test
    void updateThatFails() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.functions().script("orders").nextFails("ImageAccessDenied", "no access", Duration.ofSeconds(3));
        fleet.functions().startUpdate("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(20);

        assertThat(watched.isSound().kinds())
                .containsExactly(Set.of(FIRST_SEEN), Set.of(UPDATE_STARTED), Set.of(UPDATE_FAILED));
        assertThat(watched.last().after().lastUpdateStatusReasonCode()).isEqualTo("ImageAccessDenied");
        assertThat(watched.last().after().state()).isEqualTo(FunctionState.ACTIVE);
    }

    @Test
    void updateMissedBetweenTwoPolls() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(3_600); // settled: polled once a minute
        fleet.functions().script("orders").next(Duration.ofSeconds(1));
        fleet.functions().startUpdate("orders");
        fleet.seconds(120);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(UPDATE_COMPLETED));
    }

    @Test
    void failedUpdateMissedBetweenTwoPolls() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(3_600);
        fleet.functions().script("orders").nextFails("InvalidImage", "bad", Duration.ofSeconds(1));
        fleet.functions().startUpdate("orders");
        fleet.seconds(120);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(UPDATE_FAILED));
    }

    @Test
    void idlingAndComingBack() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.functions().idle("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(2);
        fleet.functions().invoke("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(30);

        assertThat(watched.isSound().kinds())
                .containsExactly(
                        Set.of(FIRST_SEEN), Set.of(BECAME_INACTIVE), Set.of(BECAME_PENDING), Set.of(BECAME_ACTIVE));
    }

    @Test
    void updateOfAnInactiveFunctionMakesItActive() {
        fleet.functions().add("orders");
        fleet.functions().idle("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(3_600);
        fleet.functions().script("orders").next(Duration.ofSeconds(1));
        fleet.functions().startUpdate("orders");
        fleet.seconds(120);

        assertThat(watched.isSound().kinds())
                .containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE, UPDATE_COMPLETED));
    }

    @Test
    void deletionAndReCreation() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.functions().delete("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(5);
        fleet.functions().create("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(10);

        assertThat(watched.isSound().kinds())
                .containsExactly(
                        Set.of(FIRST_SEEN), Set.of(DELETED), Set.of(APPEARED, BECAME_PENDING), Set.of(BECAME_ACTIVE));
    }

    @Test
    void reCreationBetweenTwoPolls() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.seconds(3_600);
        fleet.functions().delete("orders");
        fleet.functions().script("orders").next(Duration.ofMinutes(5));
        fleet.functions().create("orders");
        fleet.seconds(120);

        assertThat(watched.isSound().kinds()).contains(Set.of(DELETED, APPEARED, BECAME_PENDING));
    }

    @Test
    void oneNotFoundIsNotBelieved() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.functions().delete("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.pass(Duration.ofMillis(600)); // one reading
        fleet.functions().add("orders");
        fleet.seconds(60);

        assertThat(watched.isSound().kinds()).doesNotContain(Set.of(DELETED));
    }

    @Test
    void absentFunctionIsAState() {
        Watched watched = fleet.watchOrders();
        fleet.seconds(5);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN));
        assertThat(watched.last().after().presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void everyStateAndUnknownOnes() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        for (String state :
                List.of("Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting", "Hibernating", "Active")) {
            fleet.functions().force("orders", state, "because", "SomeCode");
            fleet.watcher.hint(List.of(ORDERS));
            fleet.seconds(2);
            assertThat(watched.last().after().stateText()).isEqualTo(state);
            assertThat(watched.last().after().stateReasonCode()).isEqualTo("SomeCode");
        }
        assertThat(watched.isSound().kinds())
                .containsExactly(
                        Set.of(FIRST_SEEN),
                        Set.of(STATE_CHANGED),
                        Set.of(STATE_CHANGED),
                        Set.of(STATE_CHANGED),
                        Set.of(STATE_CHANGED),
                        Set.of(STATE_CHANGED),
                        Set.of(BECAME_ACTIVE));
        assertThat(watched.changes.get(5).after().state()).isEqualTo(FunctionState.UNKNOWN);
    }

    @Test
    void publishingOnlyMovesTheRevision() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.functions().publish("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(2);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(REVISION_CHANGED));
    }

    @Test
    void deniedReadingIsAStateAndPasses() {
        fleet.functions().add("orders");
        Watched watched = fleet.watchOrders();
        fleet.lambda.faults().add(Fault.accessDenied().on("GetFunction"));
        fleet.lambda.faults().add(Fault.accessDenied().on("GetFunctionConfiguration"));
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(5);
        assertThat(watched.last().after().presence()).isEqualTo(Presence.UNREADABLE);
        assertThat(watched.last().after().reason()).startsWith("AccessDeniedException: ");
        fleet.lambda.faults().clear();
        fleet.seconds(180);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(UNREADABLE), Set.of(READABLE));
    }

    @Test
    void theOtherCallIsTriedWhenOneIsDenied() {
        fleet.functions().create("orders");
        fleet.lambda.faults().add(Fault.accessDenied().on("GetFunction"));
        Watched watched = fleet.watchOrders();
        fleet.seconds(30);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE));
        assertThat(fleet.lambda.calls().count("GetFunction")).isEqualTo(1);
        assertThat(fleet.watcher.budget().controlPlane().status().acquired()).isGreaterThan(3);
    }
}
