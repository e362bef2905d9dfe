// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionState;
import io.github.reactorwaiters.lambda.FunctionStateException;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.LastUpdateStatus;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.lambda.WatcherClosedException;
import io.github.reactorwaiters.system.VirtualFleet.Awaited;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** What each wait waits for, what it fails with, and what does not end it. */
class AwaitTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private UpdateFunctionCodeResponse updateCode(String code) {
        return fleet.lambda
                .client()
                .updateFunctionCode(u -> u.functionName("orders").zipFile(SdkBytes.fromUtf8String("PK" + code)))
                .join();
    }

    @Test
    void activeUnderStepVerifier() {
        StepVerifier.withVirtualTime(() -> {
                    SimulatedLambda lambda = SimulatedLambda.builder()
                            .durations(Durations.fixed(Duration.ofSeconds(75)))
                            .build();
                    lambda.functions().create("orders");
                    return FunctionWatcher.create(lambda.client()).awaitActive(ORDERS);
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(74))
                .thenAwait(Duration.ofSeconds(12))
                .expectNextMatches(seen -> seen.state() == FunctionState.ACTIVE)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void activeFailsWithTheReasonOfTheState() {
        fleet.functions().script("orders").nextFails("InvalidSubnet", "gone", Duration.ofSeconds(5));
        fleet.functions().create("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitActive(ORDERS));
        fleet.seconds(10);

        FunctionStateException error = awaited.error(FunctionStateException.class);
        assertThat(error.state()).isEqualTo(FunctionState.FAILED);
        assertThat(error.reasonCode()).isEqualTo("InvalidSubnet");
        assertThat(error.reason()).isEqualTo("gone");
        assertThat(error).hasMessageContaining("orders").hasMessageContaining("InvalidSubnet");
    }

    @Test
    void activeFailsAtOnceOnAnIdleFunctionAndOnNone() {
        fleet.functions().add("orders");
        fleet.functions().idle("orders");
        Awaited idle = fleet.await(fleet.watcher.awaitActive(ORDERS));
        Awaited none = fleet.await(fleet.watcher.awaitActive(FunctionName.of("nope")));
        fleet.seconds(5);

        assertThat(idle.error(FunctionStateException.class).state()).isEqualTo(FunctionState.INACTIVE);
        assertThat(none.error(FunctionStateException.class).snapshot().presence())
                .isEqualTo(Presence.ABSENT);
    }

    @Test
    void oneReadingThatDoesNotFindWhatAWatchKnowsToBeAbsentFailsNoWait() {
        fleet.watchOrders();
        fleet.seconds(20);
        Awaited awaited = fleet.await(fleet.watcher.awaitActive(ORDERS));
        fleet.pass(Duration.ofMillis(100)); // not found once more
        fleet.functions().create("orders");
        fleet.seconds(10);

        assertThat(awaited.reached).hasSize(1);
    }

    @Test
    void aWaitDoesNotHurryTheReadingThatConfirmsAnAbsence() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(20);
        UpdateFunctionCodeResponse response = updateCode("v2");
        fleet.functions().delete("orders");
        fleet.watcher.hint(List.of(ORDERS));
        fleet.pass(Duration.ofMillis(300));
        fleet.lambda.calls().clear();
        fleet.await(fleet.watcher.awaitUpdated(ORDERS, response));
        fleet.pass(Duration.ofMillis(600));
        assertThat(fleet.lambda.calls().count("GetFunction")).isZero();
        fleet.seconds(1);

        assertThat(fleet.lambda.calls().count("GetFunction")).isPositive();
    }

    @Test
    void aFunctionOfAnotherRegionIsRefusedAtTheCall() {
        FunctionName elsewhere = FunctionName.of("arn:aws:lambda:ap-south-1:123456789012:function:orders");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> fleet.watcher.awaitDeleted(elsewhere),
                () -> fleet.watcher.watch(elsewhere),
                () -> fleet.watcher.watch(List.of(ORDERS, elsewhere)))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("function must be of eu-west-1, the client's region: " + elsewhere);
        }
    }

    @Test
    void updatedIsNotSatisfiedByAnOlderUpdateThatAWatchKnows() {
        fleet.functions().add("orders");
        fleet.watchOrders();
        fleet.seconds(60);
        UpdateFunctionCodeResponse response = updateCode("v2");
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(ORDERS, response));
        fleet.seconds(3);
        assertThat(awaited.pending()).isTrue();
        fleet.seconds(3);

        assertThat(awaited.reached).hasSize(1);
        assertThat(awaited.reached.get(0).codeSha256()).isEqualTo(response.codeSha256());
    }

    @Test
    void updatedIsNotSatisfiedByAStaleAnswer() {
        fleet.functions().add("orders");
        UpdateFunctionConfigurationResponse later = UpdateFunctionConfigurationResponse.builder()
                .lastModified("2100-01-01T00:00:00.000+0000")
                .revisionId("of the update")
                .build();
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(ORDERS, later));
        fleet.seconds(300);

        assertThat(awaited.pending()).isTrue();
    }

    @Test
    void updatedAcceptsAnUpdateThatEndedBeforeTheWait() {
        fleet.functions().add("orders");
        UpdateFunctionCodeResponse response = updateCode("v2");
        fleet.seconds(60);
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(ORDERS, response));
        fleet.seconds(1);

        assertThat(awaited.reached).hasSize(1);
    }

    @Test
    void updatedWithoutResponseWaitsForTheOneUnderWay() {
        fleet.functions().add("orders");
        fleet.functions().startConfigurationUpdate("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(ORDERS));
        fleet.seconds(3);
        assertThat(awaited.pending()).isTrue();
        fleet.seconds(3);

        assertThat(awaited.reached.get(0).lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL);
    }

    @Test
    void updatedFailsWithTheReasonOfTheUpdate() {
        fleet.functions().add("orders");
        fleet.functions().script("orders").nextFails("ImageDeleted", "image is gone", Duration.ofSeconds(3));
        UpdateFunctionCodeResponse response = updateCode("v2");
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdated(ORDERS, response));
        fleet.seconds(10);

        FunctionStateException error = awaited.error(FunctionStateException.class);
        assertThat(error.reasonCode()).isEqualTo("ImageDeleted");
        assertThat(error.state()).isEqualTo(FunctionState.ACTIVE);
    }

    @Test
    void updatableOnceNothingIsUnderWayAlsoWhenIdleOrFailed() {
        fleet.functions().add("orders");
        fleet.functions().script("orders").nextFails("ImageDeleted", "gone", Duration.ofSeconds(3));
        fleet.functions().startUpdate("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitUpdatable(ORDERS));
        assertThat(awaited.pending()).isTrue();
        fleet.seconds(6);
        assertThat(awaited.reached).hasSize(1);

        fleet.functions().idle("orders");
        Awaited idle = fleet.await(fleet.watcher.awaitUpdatable(ORDERS));
        fleet.seconds(1);
        assertThat(idle.reached).hasSize(1);
    }

    @Test
    void existsAndDeleted() {
        Awaited exists = fleet.await(fleet.watcher.awaitExists(ORDERS));
        fleet.seconds(30);
        assertThat(exists.pending()).isTrue();
        fleet.functions().create("orders");
        fleet.seconds(12);
        assertThat(exists.reached).hasSize(1);

        Awaited deleted = fleet.await(fleet.watcher.awaitDeleted(ORDERS));
        fleet.seconds(30);
        assertThat(deleted.pending()).isTrue();
        fleet.functions().delete("orders");
        fleet.seconds(15);
        assertThat(deleted.reached.get(0).presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void publishedVersion() {
        fleet.functions().add("orders");
        String version = fleet.functions().publish("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitPublished(ORDERS.withQualifier(version)));
        fleet.seconds(1);

        assertThat(awaited.reached.get(0).version()).isEqualTo(version);
        assertThatThrownBy(() -> fleet.watcher.awaitPublished(ORDERS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version")
                .hasMessageContaining("orders");
    }

    @Test
    void anyPredicate() {
        fleet.functions().add("orders");
        Awaited awaited = fleet.await(fleet.watcher.await(ORDERS, seen -> "Hibernating".equals(seen.stateText())));
        fleet.seconds(60);
        assertThat(awaited.pending()).isTrue();
        fleet.functions().force("orders", "Hibernating", null, null);
        fleet.seconds(15);

        assertThat(awaited.reached).hasSize(1);
    }

    @Test
    void timeoutTellsTheLastStateSeen() {
        fleet.functions().script("orders").next(Duration.ofHours(1));
        fleet.functions().create("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitActive(ORDERS));
        Awaited quick = fleet.await(
                fleet.watcher.withAwaitTimeout(Duration.ofSeconds(30)).awaitActive(ORDERS));
        fleet.seconds(31);
        assertThat(quick.error(AwaitTimeoutException.class).waited()).isEqualTo(Duration.ofSeconds(30));
        assertThat(awaited.pending()).isTrue();
        fleet.pass(Duration.ofMinutes(10));

        AwaitTimeoutException error = awaited.error(AwaitTimeoutException.class);
        assertThat(error.function()).isEqualTo(ORDERS);
        assertThat(error.last().state()).isEqualTo(FunctionState.PENDING);
        assertThat(error).hasMessageContaining("Pending").hasMessageContaining("PT10M");
    }

    @Test
    void throttlingAndTroubleDoNotEndAWait() {
        fleet.functions().create("orders");
        fleet.lambda.faults().add(Fault.throttle().lasting(Duration.ofMinutes(2)));
        fleet.lambda.faults().add(Fault.error(500).from(Duration.ofMinutes(2)).lasting(Duration.ofMinutes(2)));
        Awaited awaited = fleet.await(fleet.watcher.awaitActive(ORDERS));
        fleet.pass(Duration.ofMinutes(4));
        assertThat(awaited.pending()).isTrue();
        fleet.seconds(60);

        assertThat(awaited.reached).hasSize(1);
    }

    @Test
    void aWaitEndsWithItsWatcherAndLeavesNoPollBehind() {
        fleet.functions().script("orders").next(Duration.ofHours(1));
        fleet.functions().create("orders");
        Awaited awaited = fleet.await(fleet.watcher.awaitActive(ORDERS));
        fleet.watcher.close();
        assertThat(awaited.error(WatcherClosedException.class)).hasMessageContaining("closed");
        long calls = fleet.lambda.calls().total();
        fleet.pass(Duration.ofHours(1));

        assertThat(fleet.lambda.calls().total()).isEqualTo(calls);
        assertThat(fleet.await(fleet.watcher.awaitActive(ORDERS)).errors).hasSize(1);
    }
}
