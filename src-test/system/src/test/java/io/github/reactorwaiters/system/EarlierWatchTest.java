// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch that goes on where another one ended: nothing is told twice, nothing is lost in between. */
class EarlierWatchTest {
    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void whatDidNotChangeIsNotToldAgain() {
        fleet.functions().add(60);
        EarlierWatch earlier = watchedAndEnded();
        Watched second = resume(earlier);
        fleet.seconds(60);

        assertThat(second.isSound().changes).isEmpty();
        assertThat(fleet.lambda.calls().count("GetFunction"))
                .as("each was read again")
                .isEqualTo(120);
    }

    @Test
    void whatChangedInBetweenIsToldOnceAsAChange() {
        fleet.functions().add(60);
        fleet.functions().add("updated");
        fleet.functions().add("deleted");
        EarlierWatch earlier = watchedAndEnded();
        Instant ended = now();
        fleet.functions().startUpdate("updated");
        fleet.functions().delete("deleted");
        fleet.functions().create("created");
        fleet.seconds(30);
        Watched second = resume(earlier);
        fleet.seconds(60);

        Map<String, FunctionStateChange> told = new LinkedHashMap<>();
        second.changes.forEach(change ->
                assertThat(told.put(change.function().value(), change)).isNull());
        assertThat(told).containsOnlyKeys("updated", "deleted", "created");
        assertThat(told.get("updated").kinds()).containsExactly(UPDATE_COMPLETED);
        assertThat(told.get("updated").before())
                .isEqualTo(latest(earlier, "updated").after());
        assertThat(told.get("deleted").kinds()).containsExactly(DELETED);
        assertThat(told.get("created").kinds()).containsExactlyInAnyOrder(APPEARED, BECAME_ACTIVE);
        assertThat(told.values())
                .allSatisfy(change -> assertThat(change.notBefore()).isBeforeOrEqualTo(ended));
    }

    @Test
    void ofSeveralChangesOfAFunctionTheLatestCounts() {
        Watched first = endedDuringAnUpdate();
        Watched second = resume(new EarlierWatch(List.of(first.changes.get(1), first.changes.get(0)), now()));
        fleet.seconds(20);
        assertThat(second.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));

        second.subscription.dispose();
        fleet.seconds(1);
        assertThat(fleet.watcher.health().engine().keys()).isZero();
    }

    @Test
    void whatAnotherStreamKnewLongAgoMayHaveChangedSince() {
        fleet.functions().add("orders");
        fleet.watch(fleet.watcher.watchAll()); // goes on, so that the watcher knows it when the other comes
        EarlierWatch earlier = watchedAndEnded();
        Instant ended = now();
        fleet.functions().startUpdate("orders");
        fleet.seconds(1_800);
        Watched second = resume(earlier);
        fleet.seconds(1);

        assertThat(second.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
        assertThat(second.last().notBefore()).isBeforeOrEqualTo(ended);
    }

    @Test
    void whatWasUnderWayIsFollowedToItsEnd() {
        Watched first = endedDuringAnUpdate();
        Watched second = resume(new EarlierWatch(first.changes.subList(1, 2), now()));
        fleet.seconds(20);

        assertThat(first.kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(UPDATE_STARTED));
        assertThat(second.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
    }

    @Test
    void withoutACompleteListingANewFunctionIsSeenForTheFirstTime() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        fleet.functions().add("invoices");
        Watched second = resume(new EarlierWatch(earlier.latest(), null));
        fleet.seconds(20);

        assertThat(second.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN));
    }

    @Test
    void functionsThatTheFilterDoesNotAcceptAreLeftAlone() {
        fleet.functions().add("orders");
        fleet.functions().add("invoices");
        EarlierWatch earlier = watchedAndEnded();
        fleet.functions().delete("invoices");
        Watched second = fleet.watch(fleet.watcher.watchAll(FunctionName.matching("orders*"), earlier));
        fleet.seconds(20);

        assertThat(second.changes).isEmpty();
        assertThat(fleet.watcher.health().engine().keys()).isEqualTo(1);
    }

    @Test
    void whoeverJoinsGetsWhatIsReadAndNotWhatWasKnown() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        fleet.functions().startUpdate("orders");
        fleet.seconds(30);
        Watched resumed = resume(earlier);
        Watched fresh = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);

        assertThat(resumed.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
        assertThat(fresh.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN));
        assertThat(fresh.last().after()).isEqualTo(resumed.last().after());
    }

    @Test
    void ofWhatAnotherSubscriberFollowsTheDifferenceIsToldAtOnce() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        Watched other = fleet.watch(fleet.watcher.watchAll());
        fleet.functions().startUpdate("orders");
        fleet.seconds(30);
        Watched resumed = resume(earlier);

        assertThat(resumed.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
        assertThat(resumed.last().after()).isEqualTo(other.last().after());
    }

    @Test
    void whatNobodyHasReadYetIsNotToldAsADifference() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        fleet.functions().delete("orders");
        Watched other = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.error(500).on("GetFunction").lasting(Duration.ofSeconds(20)));
        fleet.seconds(10); // listed, and not read
        Watched resumed = resume(earlier);
        Watched alike = resume(earlier);
        fleet.seconds(60);

        assertThat(other.isSound().kinds()).containsExactly(Set.of(APPEARED, BECAME_ACTIVE));
        assertThat(resumed.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN));
        assertThat(alike.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN));
    }

    @Test
    void whatAppearedAfterTheEarlierListingMayHaveAppearedBeforeTheLatestOfAnother() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        fleet.watch(fleet.watcher.watchAll(FunctionName.matching("orders")));
        Instant created = now();
        fleet.functions().add("invoices");
        fleet.seconds(20); // listed, and of no interest to the other
        Watched resumed = resume(earlier);
        fleet.seconds(20);

        assertThat(resumed.isSound().kinds()).containsExactly(Set.of(APPEARED, BECAME_ACTIVE));
        assertThat(resumed.last().notBefore()).isBeforeOrEqualTo(created);
    }

    @Test
    void whoeverKnowsTheSameIsToldTheSame() {
        fleet.functions().add("orders");
        EarlierWatch earlier = watchedAndEnded();
        fleet.functions().startUpdate("orders");
        fleet.seconds(30);
        Watched one = resume(earlier);
        Watched other = resume(earlier);
        fleet.seconds(20);

        assertThat(one.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
        assertThat(other.kinds()).containsExactly(Set.of(UPDATE_COMPLETED));
    }

    private Watched endedDuringAnUpdate() {
        fleet.functions().add("orders");
        Watched first = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        fleet.functions().startUpdate("orders");
        fleet.seconds(2);
        first.subscription.dispose();
        return first;
    }

    private EarlierWatch watchedAndEnded() {
        Watched first = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(20);
        first.isSound().subscription.dispose();
        fleet.seconds(1);
        return new EarlierWatch(first.changes, now());
    }

    private Watched resume(EarlierWatch earlier) {
        return fleet.watch(fleet.watcher.watchAll(function -> true, earlier));
    }

    private Instant now() {
        return Instant.ofEpochMilli(fleet.time.now(TimeUnit.MILLISECONDS));
    }

    private static FunctionStateChange latest(EarlierWatch earlier, String name) {
        List<FunctionStateChange> found = earlier.latest().stream()
                .filter(change -> change.function().value().equals(name))
                .toList();
        return found.get(found.size() - 1);
    }
}
