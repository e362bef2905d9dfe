// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions watched by name are listed, too, where that shows more than polls; here a page takes a quarter of a second. */
class ListNamedTest {
    private static final double PAGES_A_SECOND = 10;

    private final VirtualFleet fleet =
            new VirtualFleet(lambda -> lambda, watcher -> watcher.listingsPerSecond(PAGES_A_SECOND));

    private final List<FunctionName> names =
            fleet.functions().add(1_000).stream().map(FunctionName::of).toList();

    ListNamedTest() {
        fleet.lambda.faults().add(Fault.latency(Duration.ofMillis(250)).on("ListFunctions"));
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void listingsOverlapFromTheFirstOnWhereTheRateHasRoom() {
        fleet.watch(fleet.watcher.watch(names));
        fleet.pass(Duration.ofMillis(1_900));
        assertThat(pages())
                .as("two at a time after a second: a page takes 250 ms")
                .isBetween(10, 13);
    }

    @Test
    void listingsKeepToTheirRate() {
        fleet.watch(fleet.watcher.watch(names));
        for (int second = 0; second < 30; second++) {
            int before = pages();
            fleet.seconds(1);
            assertThat(pages() - before).as("second " + second).isLessThanOrEqualTo(10);
        }
        assertThat(pages()).isGreaterThan(250);
    }

    /** At 80 polls a second they read each of 160 every 2 s. */
    @Test
    void ofThoseInTransitionListingsEndOncePollsReadTheOnesThatAreLeftEveryTwoSeconds() {
        names.forEach(name -> {
            fleet.functions().script(name.value()).next(Duration.ofMinutes(10));
            fleet.functions().startUpdate(name.value());
        });
        Watched all = fleet.watch(fleet.watcher.watch(names));
        Watched some = fleet.watch(fleet.watcher.watch(names.subList(0, 161)));
        fleet.watch(fleet.watcher.watch(names.subList(0, 160)));
        fleet.seconds(40);
        all.subscription.dispose();
        assertThat(pagesInAMinute()).as("the first four, each 2 s").isGreaterThan(100);

        some.subscription.dispose();
        assertThat(pagesInAMinute()).isZero();
    }

    @Test
    void settledOnesAreListedWhileAPageShowsTwo() {
        Watched all = fleet.watch(fleet.watcher.watch(names));
        Watched some = fleet.watch(fleet.watcher.watch(names.subList(0, 41)));
        fleet.watch(fleet.watcher.watch(names.subList(0, 39)));
        fleet.seconds(40);
        all.subscription.dispose();
        assertThat(pagesInAMinute()).as("the first, each 2 s").isGreaterThan(30);

        some.subscription.dispose();
        assertThat(pagesInAMinute()).isZero();
    }

    @Test
    void namedOnesAreNotListedAfterAWatchOfAllIfThatIsOff() {
        try (VirtualFleet unlisted = new VirtualFleet(lambda -> lambda, watcher -> watcher.listNamed(false))) {
            List<FunctionName> many =
                    unlisted.functions().add(500).stream().map(FunctionName::of).toList();
            unlisted.watch(unlisted.watcher.watch(many));
            Watched all = unlisted.watch(unlisted.watcher.watchAll());
            unlisted.seconds(30);
            all.subscription.dispose();
            unlisted.lambda.calls().clear();
            unlisted.seconds(60);
            assertThat(unlisted.lambda.calls().count("ListFunctions")).isZero();
        }
    }

    @Test
    void firstListingOfAWholeAccountHasTheRateForItself() {
        fleet.watch(fleet.watcher.watchAll());
        fleet.pass(Duration.ofMillis(1_900));
        assertThat(pages()).as("one at a time").isEqualTo(8);
    }

    @Test
    void passesEndAfterTheLastPageThatIsWatched() {
        fleet.functions().add(2_000);
        fleet.watch(fleet.watcher.watch(names));
        fleet.seconds(40);
        for (int second = 0; second < 120; second++) {
            assertThat(period()).as("20 of 60 pages, 10 a second").isEqualTo(Duration.ofSeconds(2));
            fleet.seconds(1);
        }
    }

    @Test
    void namesThatJoinOnLaterPagesAreListed() {
        List<FunctionName> later =
                fleet.functions().add(2_000).stream().map(FunctionName::of).toList();
        fleet.watch(fleet.watcher.watch(names));
        fleet.seconds(40);
        fleet.watch(fleet.watcher.watch(later.subList(1_000, 2_000)));
        fleet.seconds(30);
        assertThat(period()).as("60 pages, 10 a second").isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void functionCreatedOnALaterPageIsFoundByAPassThatIsNotCut() {
        List<FunctionName> watched = new ArrayList<>(names);
        watched.add(FunctionName.of("zz"));
        fleet.functions().add(2_000);
        fleet.watch(fleet.watcher.watch(watched));
        fleet.seconds(40);
        assertThat(period()).isEqualTo(Duration.ofSeconds(2));
        fleet.functions().add("zz");
        fleet.seconds(90);
        assertThat(period()).as("61 pages, 10 a second").isEqualTo(Duration.ofMillis(6_100));
    }

    @Test
    void namesThatNoPageShowsAreNotListedAgain() {
        fleet.watch(fleet.watcher.watch(absent("absent", 1_000)));
        int shown = pagesInAMinute();
        assertThat(shown).as("20, by passes that overlap until one has ended").isBetween(20, 60);
        assertThat(pagesInAMinute()).isZero();
        fleet.watch(fleet.watcher.watch(absent("more", 50)));
        assertThat(pagesInAMinute())
                .as("two a page may be among those that joined")
                .isBetween(20, 60);
        fleet.watch(fleet.watcher.watch(absent("other", 1)));
        assertThat(pagesInAMinute()).isZero();
        fleet.pass(Duration.ofMinutes(10));
        fleet.watch(fleet.watcher.watch(absent("another", 1)));
        assertThat(pagesInAMinute()).as("what was shown is old").isBetween(20, 60);
    }

    @Test
    void roleThatMayNotListDoesWithoutAndIsAskedAgainAfterTenMinutes() {
        try (VirtualFleet denied = VirtualFleet.strict()) {
            List<FunctionName> many =
                    denied.functions().add(2_000).stream().map(FunctionName::of).toList();
            denied.lambda.faults().add(Fault.accessDenied().on("ListFunctions"));
            Watched watched = denied.watch(denied.watcher.watch(many));
            denied.seconds(60);
            assertThat(watched.isSound().changes).hasSize(2_000);
            assertThat(denied.watcher.health().status()).isEqualTo(Status.HEALTHY);

            denied.seconds(539);
            denied.watch(denied.watcher.watch(absent("soon", 1)));
            assertThat(denied.lambda.calls().count("ListFunctions"))
                    .as("a second too soon")
                    .isOne();
            denied.seconds(2);
            denied.watch(denied.watcher.watch(absent("later", 1)));
            denied.seconds(60);
            assertThat(denied.lambda.calls().count("ListFunctions")).isEqualTo(2);
            assertThat(watched.isSound().changes).hasSize(2_000);
            assertThat(denied.watcher.health().status()).isEqualTo(Status.HEALTHY);
        }
    }

    private int pagesInAMinute() {
        int before = pages();
        fleet.seconds(60);
        return pages() - before;
    }

    private static List<FunctionName> absent(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> FunctionName.of(prefix + i))
                .toList();
    }

    private Duration period() {
        return fleet.watcher.stats().sweepPeriod();
    }

    private int pages() {
        return Math.toIntExact(fleet.lambda.calls().count("ListFunctions"));
    }
}
