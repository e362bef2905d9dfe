// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static io.github.reactorwaiters.pace.SampleKey.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.reactorwaiters.pace.PaceSnapshot.Changes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pace that starts with another's change rates makes of them. */
class WarmChangesTest {
    private static final Load UNSWEPT = new Load(0, 80, 0);
    private static final double AGE = 1e5;
    private static final int KEYS = 1_000;

    /** Of {@link #KEYS} keys a tenth changes, evenly, {@code perSecond} in the mean of all, from second 0 to {@code until}. */
    private static ChangeRates watched(Changes known, double age, double perSecond, double until) {
        ChangeRates rates = new ChangeRates(known);
        for (int key = 0; key < KEYS; key++) {
            rates.add(0, age);
            for (int nth = 1; key % 10 == 0 && nth <= Math.round(10 * perSecond * until); nth++) {
                rates.changed(age, nth);
            }
        }
        return rates;
    }

    @Test
    void priorIsTheSameBeforeThereIsNewEvidence() {
        ChangeRates before = watched(Changes.UNKNOWN, Double.NaN, 1e-3, 10_000);
        ChangeRates.Prior was = before.prior(10_000);
        ChangeRates.Prior is = new ChangeRates(before.snapshot(10_000)).prior(20_000);

        assertThat(was.mean()).isCloseTo(1e-3, withinPercentage(5));
        assertThat(was.shape()).isBetween(0.08, 0.16);
        assertThat(is.mean()).isCloseTo(was.mean(), withinPercentage(1e-6));
        assertThat(is.shape()).isCloseTo(was.shape(), withinPercentage(1e-6));
    }

    @Test
    void snapshotTellsWhatItIsWorth() {
        Changes changes = watched(Changes.UNKNOWN, AGE, 1e-3, 10_000).snapshot(10_000);

        assertThat(changes.changes()).as("seen, and a prior of a half").isCloseTo(10_000.5, withinPercentage(1e-6));
        assertThat(changes.pairs())
                .as("ten changes a key, each with each, and a prior of one")
                .isCloseTo(100.0 * KEYS + 1, withinPercentage(1e-6));
    }

    @Test
    void agesThatAreToldAnewDoNotCountTwice() {
        ChangeRates before = watched(Changes.UNKNOWN, AGE, 1e-4, 5_000);
        ChangeRates restarted = new ChangeRates(before.snapshot(5_000));
        for (int key = 0; key < KEYS; key++) {
            restarted.add(5_000, AGE);
        }
        ChangeRates.Prior was = before.prior(5_000);

        assertThat(restarted.prior(5_000).mean()).isCloseTo(was.mean(), withinPercentage(1e-6));
        assertThat(restarted.prior(5_000).shape()).isCloseTo(was.shape(), withinPercentage(1e-6));
    }

    @Test
    void snapshotOfWhoHasSeenNothingIsWhatItBeganWith() {
        Changes known = new Changes(0.003, 0.3, 77, 1e12);

        assertThat(new ChangeRates(known).snapshot(5_000)).isEqualTo(known);
    }

    @Test
    void fleetThatHasChangedIsLearnedAnewHoweverMuchWasKnown() {
        Changes sure = new Changes(1e-3, Changes.MOST_SHAPE, 1e12, 1e12);
        for (double truth : new double[] {1e-4, 1e-2}) {
            ChangeRates.Prior fleet = watched(sure, Double.NaN, truth, 10_000).prior(10_000);
            assertThat(fleet.mean()).as("mean of a fleet of %s", truth).isBetween(truth / 2, truth * 2);
            assertThat(fleet.shape())
                    .as("shape of a fleet of a tenth that changes")
                    .isBetween(0.08, 0.3);
        }
    }

    @Test
    void restartedServicePollsSettledKeysAboutAsOftenAsTheOneBeforeAndInItsOrder() {
        LearnedPace before = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);
        double now = 3_600;
        for (int rank = 1; rank <= 300; rank++) { // Zipf's law
            SampleKey key = SampleKey.settled(0);
            key.ageAtFirst = AGE;
            before.added(key);
            for (key.changes = 1; key.changes <= 200 / rank; key.changes++) {
                before.changed(key);
            }
        }
        LearnedPace warm = new LearnedPace(PaceLimits.defaults(), before.snapshot(nanos(now)));
        LearnedPace cold = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);
        for (int rank = 1; rank <= 300; rank++) {
            SampleKey key = read(now, rank < 200 ? now * rank / 400 : AGE + now);
            warm.added(key);
            cold.added(key);
        }
        double last = 0;
        for (double age : List.of(10.0, 100.0, 1_000.0, 10_000.0)) {
            double pause = pause(before, read(now, age), now);
            assertThat(pause(warm, read(now, age), now)).isBetween(pause / 1.3, pause * 1.3);
            assertThat(pause).isGreaterThan(last);
            last = pause;
        }
        SampleKey busy = read(now, 10);
        assertThat(pause(cold, busy, now)).isGreaterThan(1.5 * pause(before, busy, now));
    }

    /** A key read for the first time at {@code now}, whose last change was {@code age} seconds before. */
    private static SampleKey read(double now, double age) {
        SampleKey key = SampleKey.settled(now);
        key.watchedSince = nanos(now);
        key.ageAtFirst = age;
        return key;
    }

    private static double pause(LearnedPace pace, SampleKey key, double now) {
        return pace.worthwhileAt(key, 0.02, UNSWEPT, nanos(now)) / 1e9 - now;
    }
}
