// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionUnreadableException;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What trouble costs and how it shows; that nothing is lost by it, {@link FaultMatrixTest} proves. */
class FaultTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void unknownValuesAreKeptAsText() {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.unknownValues());
        Watched watched = fleet.watchOrders();
        fleet.seconds(1);

        assertThat(watched.last().after().stateText())
                .isNotNull()
                .isNotEqualTo("Active")
                .isNotEqualTo("null");
        assertThat(watched.last().after().state()).hasToString("unknown");
    }

    @Test
    void missingFieldsAreTolerated() {
        fleet.functions().create("orders");
        fleet.lambda.faults().add(Fault.missing("RevisionId", "LastModified", "LastUpdateStatus", "StateReason"));
        Watched watched = fleet.watchOrders();
        fleet.seconds(10);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE));
        assertThat(watched.last().after().revisionId()).isNull();
    }

    @Test
    void throttlingLowersTheRateAndLetsItRecover() {
        fleet.functions().add(500);
        fleet.lambda.faults().add(Fault.throttle().on("GetFunction").lasting(Duration.ofSeconds(20)));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        assertThat(fleet.watcher.health().status()).isEqualTo(Status.THROTTLED);
        assertThat(fleet.watcher.budget().getFunction().status().rate()).isLessThan(20);
        fleet.pass(Duration.ofMinutes(2));

        assertThat(watched.isSound().changes).hasSize(500);
        assertThat(fleet.watcher.health().status()).isEqualTo(Status.HEALTHY);
        assertThat(fleet.watcher.health().engine().failed()).isZero();
    }

    @Test
    void expiredCredentialsCostOneCallAtATimeForTheWholeFleet() {
        fleet.functions().add(300);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);
        long before = fleet.lambda.calls().total();
        fleet.lambda.faults().add(Fault.expiredToken().lasting(Duration.ofHours(1)));
        fleet.pass(Duration.ofHours(1));
        assertThat(fleet.watcher.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(fleet.watcher.health().since()).isNotNull();
        assertThat(fleet.lambda.calls().total() - before).isLessThan(300);
        fleet.functions().delete(fleet.functions().names().get(0));
        fleet.pass(Duration.ofMinutes(3));

        assertThat(fleet.watcher.health().status()).isEqualTo(Status.HEALTHY);
        assertThat(watched.isSound().changes).hasSize(301);
    }

    @Test
    void strictStreamsFailOnWhatDoesNotPassByItself() {
        try (VirtualFleet strict = VirtualFleet.strict()) {
            strict.functions().add("orders");
            strict.lambda.faults().add(Fault.expiredToken().times(1));
            Watched rejected = strict.watchOrders();
            strict.seconds(1);
            assertThat(rejected.errors).first().isInstanceOf(CallsRejectedException.class);

            strict.lambda.faults().add(Fault.accessDenied());
            Watched unreadable = strict.watchOrders();
            strict.seconds(10);
            assertThat(unreadable.errors).first().isInstanceOf(FunctionUnreadableException.class);
            assertThat(((FunctionUnreadableException) unreadable.errors.get(0)).function())
                    .isEqualTo(ORDERS);
        }
    }

    @Test
    void oneBadFunctionSlowsNoOther() {
        fleet.functions().create("orders");
        fleet.functions().create("broken");
        fleet.lambda.faults().add(Fault.malformed().functions("broken"));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(10);

        assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE));
        assertThat(fleet.watcher.health().engine().failingKeys()).isOne();
    }
}
