// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionUnreadableException;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
    void noCallOfItsQuotaIsMadeBeforeTheRetryAfterOfOne() {
        List<FunctionName> names =
                fleet.functions().add(50).stream().map(FunctionName::of).toList();
        fleet.lambda
                .faults()
                .add(Fault.throttle(Duration.ofSeconds(30)).on("GetFunction").times(1));
        Watched watched = fleet.watch(fleet.watcher.watch(names));
        fleet.pass(Duration.ofMillis(29_999));
        assertThat(fleet.lambda.calls().count("GetFunction")).isOne();
        fleet.pass(Duration.ofMillis(1));
        assertThat(fleet.lambda.calls().count("GetFunction")).isGreaterThan(1);
        fleet.seconds(2);

        assertThat(watched.isSound().changes).hasSize(50);
    }

    @Test
    void pausesOfAFunctionWhoseCallsFailGrowFromASecondToThirty() {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.error(500).on("GetFunction"));
        fleet.watchOrders();
        fleet.pass(Duration.ofMinutes(3));

        List<Duration> pauses = pauses(fleet.lambda.calls().calls());
        long[] seconds = {1, 2, 4, 8, 16, 30, 30, 30};
        assertThat(pauses).hasSizeGreaterThanOrEqualTo(seconds.length);
        for (int i = 0; i < pauses.size(); i++) {
            Duration pause = Duration.ofSeconds(seconds[Math.min(i, seconds.length - 1)]);
            assertThat(pauses.get(i))
                    .as("pause %d of %s", i + 1, pauses)
                    .isBetween(
                            pause.multipliedBy(4).dividedBy(5),
                            pause.multipliedBy(6).dividedBy(5));
        }
        fleet.lambda.faults().clear();
        fleet.seconds(40);
        fleet.lambda.faults().add(Fault.error(500).on("GetFunction"));
        fleet.lambda.calls().clear();
        fleet.watcher.hint(List.of(ORDERS));
        fleet.seconds(2);
        assertThat(pauses(fleet.lambda.calls().calls()))
                .as("a success ends the growth")
                .first(as(DURATION))
                .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
    }

    private static List<Duration> pauses(List<Call> calls) {
        return IntStream.range(1, calls.size())
                .mapToObj(i ->
                        Duration.between(calls.get(i - 1).at(), calls.get(i).at()))
                .toList();
    }

    @Test
    void functionsWhoseCallsFailTogetherDoNotComeBackTogether() {
        try (VirtualFleet free = new VirtualFleet(
                lambda -> lambda.quotas(Quotas.unlimited()), (lambda, time) -> FunctionWatcher.builder(lambda.client())
                        .budget(ApiBudget.of(100_000, 100_000, 0.8, () -> time)))) {
            List<FunctionName> names =
                    free.functions().add(50).stream().map(FunctionName::of).toList();
            free.lambda.faults().add(Fault.error(500).on("GetFunction"));
            Instant start = Instant.ofEpochMilli(free.time.now(TimeUnit.MILLISECONDS));
            free.watch(free.watcher.watch(names));
            free.pass(Duration.ofMillis(700));
            assertThat(free.lambda.calls().calls()).hasSize(50).allSatisfy(call -> assertThat(call.at())
                    .isBefore(start.plusMillis(100)));
            free.lambda.calls().clear();
            free.pass(Duration.ofMillis(700));

            List<Long> returns = free.lambda.calls().calls().stream()
                    .map(call -> Duration.between(start, call.at()).toMillis())
                    .toList();
            assertThat(returns).hasSize(50);
            assertThat(returns.get(0)).isBetween(800L, 900L);
            assertThat(returns.get(49)).isBetween(1_100L, 1_300L);
            assertThat(returns.stream().map(millis -> millis / 10).distinct())
                    .as("hundredths of a second in which some come back: %s", returns)
                    .hasSizeGreaterThan(20);
        }
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
