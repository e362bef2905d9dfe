// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_PENDING;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.READABLE;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.system.VirtualFleet.Awaited;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Watching a whole account: found by listing, confirmed by polling. */
class DiscoveryTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void findsEveryFunctionThatMatchesOverAllPages() {
        fleet.functions().add(120);
        fleet.functions().add("orders-a");
        fleet.functions().add("orders-b");
        Watched all = fleet.watch(fleet.watcher.watchAll());
        Watched some = fleet.watch(fleet.watcher.watchAll(FunctionName.matching("orders-*")));
        fleet.seconds(20);

        assertThat(all.isSound().changes).hasSize(122);
        assertThat(some.isSound().changes)
                .extracting(change -> change.function().value())
                .containsExactlyInAnyOrder("orders-a", "orders-b");
        assertThat(fleet.lambda.calls().count("GetFunction")).isEqualTo(122); // shared polls
    }

    @Test
    void anEmptyAnswerIsNoEmptyAccount() {
        fleet.functions().add(60);
        fleet.lambda.faults().add(Fault.empty().on("ListFunctions").times(1));
        Watched all = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);

        assertThat(all.isSound().changes).hasSize(60);
        assertThat(all.kinds()).containsOnly(Set.of(FIRST_SEEN));
    }

    @Test
    void whatIsWatchedIsListedWithoutACall() {
        fleet.functions().add("orders-b");
        fleet.functions().add("orders-a");
        fleet.functions().add("billing");
        fleet.watch(fleet.watcher.watchAll(FunctionName.matching("orders-*")));
        fleet.seconds(20);
        long calls = fleet.watcher.health().engine().calls();

        List<FunctionSnapshot> listed = new ArrayList<>();
        Disposable listing = fleet.watcher.listWatched().subscribe(listed::add);
        fleet.pass(Duration.ofMillis(1));
        assertThat(listing.isDisposed()).isTrue();
        assertThat(listed)
                .extracting(seen -> seen.function().value() + " " + seen.label())
                .containsExactly("orders-a Active", "orders-b Active");
        assertThat(fleet.watcher.health().engine().calls()).isEqualTo(calls);
    }

    @Test
    void functionsAppearAndVanishAndComeBack() {
        fleet.functions().add(60);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        watched.isSound();
        fleet.functions().create("orders");
        fleet.seconds(20);
        fleet.functions().delete("orders");
        fleet.seconds(20);
        fleet.functions().create("orders");
        fleet.seconds(20);

        assertThat(watched.isSound().kinds().subList(60, watched.changes.size()))
                .containsExactly(
                        Set.of(APPEARED, BECAME_PENDING),
                        Set.of(BECAME_ACTIVE),
                        Set.of(DELETED),
                        Set.of(APPEARED, BECAME_PENDING),
                        Set.of(BECAME_ACTIVE));
        assertThat(fleet.watcher.health().engine().keys()).isEqualTo(61);
    }

    @Test
    void aFunctionThatMayBeReadAgainIsReadAlthoughListingsShowIt() {
        fleet.functions().add("orders");
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        fleet.lambda.faults().add(Fault.accessDenied().on("GetFunction").lasting(Duration.ofMinutes(3)));
        fleet.lambda
                .faults()
                .add(Fault.accessDenied().on("GetFunctionConfiguration").lasting(Duration.ofMinutes(3)));
        fleet.functions().startUpdate("orders");
        fleet.pass(Duration.ofMinutes(3));
        assertThat(watched.last().after().presence()).isEqualTo(Presence.UNREADABLE);
        fleet.seconds(70);

        assertThat(watched.isSound().last().kinds()).contains(READABLE, UPDATE_COMPLETED);
    }

    @Test
    void aFunctionWhoseDeletionWasAwaitedComesBackAsOneThatWasDeleted() {
        fleet.functions().add("orders");
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        fleet.functions().delete("orders");
        Awaited deleted = fleet.await(fleet.watcher.awaitDeleted(ORDERS));
        fleet.seconds(300); // it is read once more, and forgotten
        assertThat(deleted.reached).hasSize(1);
        assertThat(fleet.watcher.health().engine().keys()).isZero();
        fleet.functions().create("orders");
        fleet.seconds(20);

        assertThat(watched.isSound().kinds())
                .containsExactly(
                        Set.of(FIRST_SEEN), Set.of(DELETED), Set.of(APPEARED, BECAME_PENDING), Set.of(BECAME_ACTIVE));
    }

    @Test
    void aFunctionThatIsUpdatedAgainAndAgainIsSeenInTimeAlthoughListingsComeTooLateForIt() {
        try (VirtualFleet slow = new VirtualFleet(
                lambda -> lambda.roundTrip("GetFunction", Duration.ofMillis(80))
                        .roundTrip("ListFunctions", Duration.ofMillis(250)),
                watcher -> watcher.listingsPerSecond(0.1))) {
            slow.functions().add(500);
            slow.functions().add("orders"); // eleven pages in all: a listing takes 100 s
            Watched watched = slow.watch(slow.watcher.watchAll(ORDERS::equals));
            slow.seconds(150);
            for (int update = 0; update < 300; update++) {
                int before = watched.changes.size();
                slow.functions().startUpdate("orders");
                slow.pass(Duration.ofMillis(9_300));
                if (update >= 100) { // it is known by then to change often
                    assertThat(watched.changes.size())
                            .as("changes by update %s", update)
                            .isGreaterThan(before);
                }
            }
        }
    }

    @Test
    void aListingShowsUpdatesLongBeforeTheNextPoll() {
        fleet.functions().add("orders");
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.pass(Duration.ofHours(3));
        long polls = fleet.lambda.calls().count("GetFunction");
        assertThat(polls).isLessThan(60);
        fleet.functions().startUpdate("orders");
        fleet.seconds(10);

        assertThat(watched.isSound().kinds())
                .containsExactly(Set.of(FIRST_SEEN), Set.of(UPDATE_STARTED), Set.of(UPDATE_COMPLETED));
    }

    @Test
    void aLateSubscriberGetsWhatIsKnownWithoutANewCall() {
        fleet.functions().add(30);
        fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(5);
        long polls = fleet.lambda.calls().count("GetFunction");
        Watched late = fleet.watch(fleet.watcher.watchAll());

        assertThat(late.isSound().changes).hasSize(30).allMatch(change -> change.before() == null);
        assertThat(fleet.lambda.calls().count("GetFunction")).isEqualTo(polls);
    }

    @Test
    void deniedListingDegradesAndRecovers() {
        fleet.functions().add(3);
        fleet.lambda.faults().add(Fault.accessDenied().on("ListFunctions").lasting(Duration.ofMinutes(5)));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);
        assertThat(fleet.watcher.health().status()).isEqualTo(Status.DEGRADED);
        assertThat(fleet.watcher.health().cause()).hasMessageContaining("ListFunctions");
        fleet.pass(Duration.ofMinutes(6));

        assertThat(watched.isSound().changes).hasSize(3);
        assertThat(fleet.watcher.health().status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void deniedListingFailsAStrictStream() {
        try (VirtualFleet strict = VirtualFleet.strict()) {
            strict.lambda.faults().add(Fault.accessDenied().on("ListFunctions"));
            Watched watched = strict.watch(strict.watcher.watchAll());
            strict.seconds(1);

            assertThat(watched.errors).hasSize(1).first().isInstanceOf(CallsRejectedException.class);
        }
    }

    @Test
    void nothingIsMissedWhilePagesFail() {
        fleet.functions().add(150);
        fleet.lambda.faults().add(Fault.error(500).on("ListFunctions").probability(0.3));
        fleet.lambda.faults().add(Fault.throttle().on("ListFunctions").probability(0.2));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.pass(Duration.ofMinutes(5));
        List<FunctionStateChange> found = watched.isSound().changes;

        assertThat(found).extracting(FunctionStateChange::kinds).containsOnly(Set.of(FIRST_SEEN));
        assertThat(found).hasSize(150);
    }

    @Test
    void serversThatListStatesOrDoNotPageAreTolerated() {
        fleet.functions().add(120);
        fleet.lambda.faults().add(Fault.noPaging(), Fault.listedState(), Fault.missing("RevisionId"));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(30);
        String name = fleet.functions().names().get(77);
        fleet.functions().startUpdate(name);
        fleet.seconds(20);

        assertThat(watched.isSound().changes).hasSize(122);
        assertThat(watched.kinds().subList(120, 122)).containsExactly(Set.of(UPDATE_STARTED), Set.of(UPDATE_COMPLETED));
    }
}
