// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.system.Trouble.Site;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings that change under the reader, break off, forget their markers or page wrongly. */
class ListingTroubleTest {
    private final Site site = new Site();
    private final VirtualFleet fleet = site.fleet;
    private final SplittableRandom random = new SplittableRandom(7);

    @AfterEach
    void close() {
        site.close();
    }

    /** Who exists by the changes, against who exists. */
    private void assertThatTheFleetIsKnown(Watched watched) {
        Map<String, FunctionStateChange> last = new HashMap<>();
        watched.isSound().changes.forEach(change -> last.put(change.function().name(), change));
        assertThat(last.values())
                .filteredOn(change -> change.after().isPresent())
                .extracting(change -> change.function().name())
                .containsExactlyInAnyOrderElementsOf(fleet.functions().names());
    }

    private void createAndDelete(int each) {
        for (int i = 0; i < each; i++) {
            List<String> names = fleet.functions().names();
            fleet.functions().delete(names.get(random.nextInt(names.size())));
            fleet.functions().create("new-" + random.nextInt(1_000_000));
        }
    }

    @Test
    void pagesMayChangeWhileTheyAreRead() {
        fleet.functions().add(230);
        // A page takes so long that functions come and go between any two of them.
        fleet.lambda.faults().add(Fault.latency(Duration.ofSeconds(2)).on("ListFunctions"));
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        for (int i = 0; i < 120; i++) {
            fleet.seconds(1);
            createAndDelete(1);
        }
        fleet.seconds(60);

        assertThatTheFleetIsKnown(watched);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error500@ListFunctions:0.5", "half@ListFunctions:0.5", "throttle@ListFunctions:0.7"})
    void aPageMayFailMidway(String faults) {
        fleet.functions().add(110);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(30);
        fleet.lambda.faults().add(Faults.parse(faults));
        createAndDelete(20);
        fleet.seconds(150);

        assertThatTheFleetIsKnown(watched);
        assertThat(watched.changes)
                .as("changes of functions that nothing happened to")
                .hasSize(110 + 20 * 2 + (int) becameActive(watched));
    }

    private static long becameActive(Watched watched) {
        return watched.changes.stream()
                .filter(change -> change.before() != null
                        && change.before().isPresent()
                        && change.after().isPresent())
                .count();
    }

    @Test
    void markersMayExpire() {
        fleet.functions().add(120);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(30);
        site.network.markersExpire = true;
        fleet.functions().create("aa-first");
        fleet.functions().create("zz-last");
        fleet.seconds(120);
        assertThat(watched.changes)
                .extracting(change -> change.function().name())
                .contains("aa-first")
                .doesNotContain("zz-last");
        assertThat(fleet.watcher.health().cause()).hasMessageContaining("Invalid Marker");
        assertThat(fleet.lambda.calls().count("ListFunctions")).as("listings").isLessThan(200);
        site.network.markersExpire = false;
        fleet.seconds(60);

        assertThatTheFleetIsKnown(watched);
        assertThat(watched.changes).noneMatch(change -> change.kinds().contains(DELETED));
        assertThat(fleet.watcher.health().cause()).isNull();
    }

    @Test
    void aServerMayAnswerTheSamePageForEver() {
        fleet.functions().add(120);
        site.network.samePageForEver = true;
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);
        assertThat(watched.changes).hasSize(50);
        assertThat(fleet.lambda.calls().count("ListFunctions")).isLessThan(200);
        site.network.samePageForEver = false;
        fleet.seconds(60);

        assertThatTheFleetIsKnown(watched);
        assertThat(watched.changes)
                .allMatch(change -> change.kinds().equals(Set.of(FIRST_SEEN))
                        || change.kinds().contains(APPEARED));
    }

    @Test
    void functionsMayComeBackUnderTheirNames() {
        List<String> names = fleet.functions().add(60);
        Watched watched = fleet.watch(fleet.watcher.watchAll());
        fleet.seconds(60);
        for (int round = 0; round < 5; round++) {
            names.subList(0, 10).forEach(name -> {
                fleet.functions().delete(name);
                fleet.functions().create(name);
            });
            fleet.seconds(random.nextInt(5, 60));
        }
        fleet.seconds(60);

        assertThatTheFleetIsKnown(watched);
        assertThat(names.subList(0, 10)).allSatisfy(name -> assertThat(watched.changes)
                .filteredOn(change -> change.function().name().equals(name))
                .filteredOn(change -> change.kinds().contains(DELETED))
                .hasSize(5));
    }
}
