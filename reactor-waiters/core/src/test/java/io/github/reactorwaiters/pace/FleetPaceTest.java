// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static io.github.reactorwaiters.pace.SampleKey.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@link LearnedPace} learns of a fleet's changes, and what a settled key is worth by that. */
class FleetPaceTest {
    private static final Load UNSWEPT = new Load(0, 80, 0);

    private final LearnedPace pace = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);

    @Test
    void fleetThatChangesMakesANewKeyWorthMore() {
        SampleKey newcomer = SampleKey.settled(10_000);
        newcomer.watchedSince = nanos(10_000);
        double alone = pace.value(newcomer, UNSWEPT, nanos(10_050));
        for (int i = 0; i < 200; i++) {
            SampleKey other = SampleKey.settled(10_000);
            other.watchedSince = nanos(9_000);
            pace.added(other);
            other.changes = 1;
            pace.changed(other);
            other.changes = 2;
            pace.changed(other);
        }
        assertThat(alone).isZero();
        assertThat(pace.value(newcomer, UNSWEPT, nanos(10_052))).isGreaterThan(0.5);
    }

    @Test
    void ageSaysLessOnceManyKeysThatWereNeverSeenToChangeStayAsTheyAre() {
        SampleKey young = aged(60);
        double before = pace.value(young, UNSWEPT, nanos(10_060));
        for (int i = 0; i < 1_000; i++) {
            SampleKey other = aged(600);
            other.lastReading = nanos(10_060); // read again each minute, for ten
            for (int minute = 2; minute <= 10; minute++) {
                pace.unchanged(other, nanos(10_000 + minute * 60));
                other.lastReading = nanos(10_000 + minute * 60);
            }
        }
        SampleKey later = aged(60);
        later.lastReading = nanos(10_700);
        later.watchedSince = nanos(10_700);

        assertThat(pace.value(later, UNSWEPT, nanos(10_760))).isBetween(before / 10, before / 2);
    }

    @Test
    void keysThatWereSeenToChangeSayNothingOfAges() {
        SampleKey young = aged(60);
        double before = pace.value(young, UNSWEPT, nanos(10_060));
        SampleKey changed = aged(600);
        changed.changes = 1;
        SampleKey unknown = aged(Double.NaN);
        for (int i = 0; i < 10_000; i++) {
            pace.unchanged(changed, nanos(10_060));
            pace.unchanged(unknown, nanos(10_060));
        }

        assertThat(pace.value(young, UNSWEPT, nanos(10_062))).isGreaterThan(before);
    }

    /** Read for the first time at 10,000 s. */
    private static SampleKey aged(double seconds) {
        SampleKey key = SampleKey.settled(10_000);
        key.watchedSince = nanos(10_000);
        key.ageAtFirst = seconds;
        return key;
    }

    @Test
    void readingThatShowsNothingNewTellsTheFleetWhatAgesCountFor() {
        LearnedPace keen = new LearnedPace(PaceLimits.defaults().withFloor(Duration.ofNanos(1)), PaceSnapshot.EMPTY);
        SampleKey key = aged(500);
        key.lastReading = nanos(10_100);
        ChangeRates fleet = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        ChangeRates.Prior cold = fleet.prior(0);
        keen.added(key);
        fleet.add(10_000, 500);
        for (int i = 0; i < 100; i++) { // from second 100 to 300 of the watch, in the middle 700 s after its change
            keen.unchanged(key, nanos(10_300));
            fleet.neverChanged(200, 700, cold);
        }

        ChangeRates.Prior learned = fleet.prior(10_310);
        assertThat(learned.age()).isBetween(0.01, 0.9);
        assertThat(keen.value(key, UNSWEPT, nanos(10_310)))
                .isCloseTo(PollValue.settled(learned.rate(310, 500, 0), 210), withinPercentage(1e-7));
    }

    @Test
    void keyThatIsWatchedNoMoreLeavesNoTrace() {
        double before = rate(unchanging(), 10_100);
        SampleKey gone = SampleKey.settled(9_000).changing(0.05, 1_000);
        gone.ageAtFirst = 5;
        pace.added(gone);
        for (int nth = 1; nth <= 50; nth++) {
            gone.changes = nth;
            pace.changed(gone);
        }
        assertThat(rate(unchanging(), 10_102)).isGreaterThan(2 * before);

        pace.removed(gone);
        assertThat(rate(unchanging(), 10_104)).isCloseTo(before, withinPercentage(5));
    }

    @Test
    void fleetIsLookedAtOnceASecond() {
        SampleKey key = SampleKey.settled(10_000);
        key.watchedSince = nanos(10_000);
        double before = rate(key, 10_100);
        for (int nth = 1; nth <= 20; nth++) {
            SampleKey other = SampleKey.settled(10_000);
            other.watchedSince = nanos(9_000);
            pace.added(other);
            other.changes = 1;
            pace.changed(other);
        }

        assertThat(rate(key, 10_101)).isCloseTo(before, withinPercentage(0.1));
        assertThat(rate(key, 10_101.01)).isGreaterThan(2 * before);
    }

    private double rate(SampleKey key, double now) {
        double unread = now - key.lastReading / 1e9;
        return 2 * pace.value(key, UNSWEPT, nanos(now)) / (unread * unread);
    }

    private static SampleKey unchanging() {
        return SampleKey.settled(10_000).changing(0, 100);
    }
}
