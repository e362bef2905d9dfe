// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static io.github.reactorwaiters.pace.SampleKey.nanos;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnedPaceTest {
    private static final Load ALONE = new Load(1, 80, 0);
    private static final double FLOOR = 0.015;

    private final LearnedPace pace = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);

    private double value(Observed key, double now) {
        return pace.value(key, ALONE, nanos(now));
    }

    @Test
    void nothingThatWasReadIsWorthAPollWithinTheLeastPause() {
        LearnedPace keen = new LearnedPace(PaceLimits.defaults().withFloor(Duration.ofMillis(1)), PaceSnapshot.EMPTY);
        SampleKey running = SampleKey.running("code", 90, 100).awaitedSince(90);
        SampleKey settled = SampleKey.settled(100).changing(5, 1_000);
        SampleKey awaited = SampleKey.settled(100).awaitedSince(99.9);
        for (SampleKey key : new SampleKey[] {running, settled, awaited}) {
            assertThat(keen.value(key, ALONE, nanos(100.2499))).isZero();
            assertThat(keen.value(key, ALONE, nanos(100.25))).isPositive();
        }
    }

    @Test
    void keyNeverReadGoesBeforeAnyThatIsWorthSomething() {
        assertThat(value(SampleKey.unread(), 0)).isGreaterThanOrEqualTo(1e6);
        assertThat(value(SampleKey.unread(), 1e6)).isGreaterThanOrEqualTo(1e6);
        assertThat(pace.worthwhileAt(SampleKey.unread(), 0, ALONE, nanos(50))).isLessThanOrEqualTo(nanos(50));
    }

    @Test
    void keyInTransitionIsWorthTheDelayThatItsDurationsLeadToExpect() {
        SurvivalTable prior = new SurvivalTable(new LearnedDurations());

        assertThat(value(SampleKey.running("code", 100, 103), 105)).isEqualTo(prior.undetected(3, 5, 0), within(1e-9));
    }

    @Test
    void keyInTransitionIsWorthNothingBelowTheFloor() {
        SurvivalTable prior = new SurvivalTable(new LearnedDurations());
        SampleKey key = SampleKey.running("code", 100, 100);
        boolean below = false;
        boolean above = false;
        for (double now = 100.25; now < 103; now += 0.01) {
            double worth = prior.undetected(0, now - 100, 0);
            below |= worth < FLOOR;
            above |= worth >= FLOOR;
            assertThat(value(key, now)).isEqualTo(worth >= FLOOR - 1e-9 ? worth : 0, within(1e-9));
        }
        assertThat(below && above).isTrue();
    }

    @Test
    void waitsCountDouble() {
        double alone = value(SampleKey.running("code", 100, 103), 105);

        assertThat(value(SampleKey.running("code", 100, 103).awaitedSince(100), 105))
                .isEqualTo(2 * alone, within(1e-9));
    }

    @Test
    void savingIsTheUndetectedDelayWhoeverWaits() {
        SampleKey running = SampleKey.running("code", 100, 103);
        double saved = new SurvivalTable(new LearnedDurations()).undetected(3, 5, 0);

        assertThat(saving(running, 105)).isEqualTo(saved, within(1e-9));
        assertThat(saving(running.awaitedSince(100), 105)).isEqualTo(saved, within(1e-9));
        assertThat(saving(SampleKey.settled(101).awaitedSince(100), 102))
                .isEqualTo(PollValue.awaited(1, 1), within(1e-9));
    }

    @Test
    void pollThatIsDueForAnotherReasonHasNoSaving() {
        learnThatNothingEndsBefore(500);

        assertThat(value(SampleKey.running("slow", 100, 103), 114)).isPositive();
        assertThat(saving(SampleKey.running("slow", 100, 103), 114)).isNaN();
        assertThat(saving(SampleKey.unread(), 105)).isNaN();
        assertThat(value(SampleKey.unreadable(100), 170)).isPositive();
        assertThat(saving(SampleKey.unreadable(100), 170)).isNaN();
        assertThat(saving(SampleKey.running("code", 100, 105), 105.1))
                .as("not worth a poll at all")
                .isNaN();
    }

    private double saving(Observed key, double now) {
        return pace.saving(key, pace.value(key, ALONE, nanos(now)));
    }

    @Test
    void unreadForTenSecondsInTransitionIsOverdue() {
        learnThatNothingEndsBefore(500);
        SampleKey key = SampleKey.running("slow", 100, 103);

        assertThat(value(key, 112.9)).isLessThan(1);
        assertThat(value(key, 113.1)).isGreaterThan(1e6);
        assertThat(value(key, 114)).as("the longer, the more").isGreaterThan(value(key, 113.5));
    }

    @Test
    void ceilingIsEightRoundsWhenManyAreInTransition() {
        learnThatNothingEndsBefore(500);
        SampleKey key = SampleKey.running("slow", 100, 103);
        Load crowd = new Load(1_000, 80, 0); // 8 x 1,000 / 80 = 100 s

        assertThat(pace.value(key, crowd, nanos(202.9))).isLessThan(1_000);
        assertThat(pace.value(key, crowd, nanos(203.1))).isGreaterThan(1e6);
    }

    @Test
    void startAheadOfTheReadingIsNoAge() {
        assertThat(value(SampleKey.running("code", 110, 100), 105)).isZero();
    }

    @Test
    void awaitedSettledKeyIsPolledByTheLengthOfItsWait() {
        SampleKey young = SampleKey.settled(101).awaitedSince(100);
        SampleKey old = SampleKey.settled(200).awaitedSince(100);

        assertThat(value(young, 102)).isEqualTo(PollValue.awaited(1, 1), within(1e-9));
        assertThat(value(old, 201)).isZero();
        assertThat(value(old, 203)).isEqualTo(PollValue.awaited(100, 3), within(1e-9));
    }

    @Test
    void waitYoungerThanTheReadingCountsAsHalfASecondOld() {
        assertThat(value(SampleKey.settled(100).awaitedSince(100.5), 101))
                .isEqualTo(PollValue.awaited(0.5, 1), within(1e-9));
    }

    @Test
    void unreadableKeyIsAskedOnceAMinuteSpreadByATenth() {
        double earliest = Double.MAX_VALUE;
        double latest = 0;
        for (int salt = 0; salt < 1_000; salt++) {
            SampleKey key = SampleKey.unreadable(100).salted(salt);
            long at = pace.worthwhileAt(key, 0, ALONE, nanos(100));
            assertThat(pace.value(key, ALONE, at - 1)).isZero();
            assertThat(pace.value(key, ALONE, at)).isPositive();
            earliest = Math.min(earliest, at / 1e9 - 100);
            latest = Math.max(latest, at / 1e9 - 100);
        }
        assertThat(earliest).isBetween(54.0, 54.5);
        assertThat(latest).isBetween(65.5, 66.0);
    }

    @Test
    void nearSaltsSpreadEvenlyAndFarFromOneAnother() {
        int[] tenths = new int[10];
        double apart = 0;
        double before = 60;
        for (int salt = 0; salt < 1_000; salt++) {
            SampleKey key = SampleKey.unreadable(100).salted(salt);
            double due = pace.worthwhileAt(key, 0, ALONE, nanos(100)) / 1e9 - 100;
            tenths[(int) ((due - 54) / 1.2)]++;
            apart += Math.abs(due - before) / 1_000;
            before = due;
        }

        assertThat(IntStream.of(tenths)).allMatch(keys -> keys >= 65 && keys <= 135);
        assertThat(apart).as("a third of 12 s").isBetween(3.5, 4.5);
    }

    @Test
    void mediansAreThoseLearnedOfEachClass() {
        for (int i = 0; i < 2_000; i++) {
            pace.survived("slow", 0, nanos(79));
            pace.ended("slow", nanos(79), nanos(81));
            pace.survived("fast", 0, nanos(0.9));
            pace.ended("fast", nanos(0.9), nanos(1.1));
        }
        Map<String, Duration> medians = pace.medians();

        assertThat(medians).containsOnlyKeys("fast", "slow");
        assertThat(requireNonNull(medians.get("fast")).toMillis() / 1e3).isEqualTo(1, within(0.1));
        assertThat(requireNonNull(medians.get("slow")).toMillis() / 1e3).isEqualTo(80, within(8.0));
    }

    @Test
    void whatIsLearnedMakesPollsWorthLessOrMoreAFifthOfASecondLater() {
        double cold = value(SampleKey.running("code", 100, 103), 105);
        for (int i = 0; i < 300; i++) {
            pace.survived("code", nanos(1), nanos(9));
        }
        double slow = value(SampleKey.running("code", 100.2, 103.2), 105.2);
        assertThat(slow).isLessThan(cold / 2);

        for (int i = 0; i < 300; i++) {
            pace.ended("code", nanos(3), nanos(5));
        }
        assertThat(value(SampleKey.running("code", 100.4, 103.4), 105.4)).isGreaterThan(cold);
    }

    @Test
    void classesLearnApart() {
        double before = value(SampleKey.running("code", 100, 103), 105);
        learnThatNothingEndsBefore(500);

        assertThat(value(SampleKey.running("code", 100, 103), 105.5)).isGreaterThan(before);
        assertThat(value(SampleKey.running("slow", 100, 103), 105.5)).isZero();
    }

    @Test
    void snapshotStartsAnotherPaceWarm() {
        learnThatNothingEndsBefore(60);
        LearnedPace warm = new LearnedPace(PaceLimits.defaults(), pace.snapshot(0));

        assertThat(warm.snapshot(0)).isEqualTo(pace.snapshot(0));
        assertThat(warm.medians()).isEqualTo(pace.medians());
        for (double now = 104; now < 113; now += 0.7) {
            SampleKey key = SampleKey.running("slow", 50, 103);
            assertThat(warm.value(key, ALONE, nanos(now))).isEqualTo(value(key, now), within(1e-9));
        }
    }

    @Test
    void inTransitionWorthwhileIsNeverLaterThanTheFirstTimeThatAPollIsWorthThat() {
        learnThatNothingEndsBefore(30);
        Random random = new Random(11);
        int met = 0;
        for (int i = 0; i < 3_000; i++) {
            SampleKey key = any(random);
            Load load = new Load(1 + random.nextInt(1_000), 80, 0);
            double least = random.nextInt(4) == 0 ? 0 : 0.001 * Math.pow(10, 4 * random.nextDouble());
            double from = random.nextInt(20);
            double worthwhile = pace.worthwhileAt(key, least, load, nanos(100 + from)) / 1e9 - 100;
            for (double unread = from; unread < 70; unread += 0.05) {
                double worth = pace.value(key, load, nanos(100 + unread));
                if (worth > 0 && worth >= least) {
                    assertThat(worthwhile).as("key %s", i).isLessThanOrEqualTo(unread + 1e-6);
                    met++;
                    break;
                }
            }
        }
        assertThat(met).isGreaterThan(2_500);
    }

    @Test
    void inTransitionAShareOfWhatAPollMustBeWorthIsReachedAfterThatShareOfTheTimeOrLater() {
        learnThatNothingEndsBefore(30);
        Random random = new Random(13);
        int met = 0;
        for (int i = 0; i < 3_000; i++) {
            SampleKey key = any(random);
            Load load = new Load(1 + random.nextInt(1_000), 80, 0);
            double least = 0.001 * Math.pow(10, 4 * random.nextDouble());
            double share = 0.3 + 0.7 * random.nextDouble();
            long from = nanos(100 + random.nextInt(20));
            double lower = share * (pace.worthwhileAt(key, least, load, from) - key.lastReading) / 1e9;
            for (double unread = 0; unread < 70; unread += 0.05) {
                double worth = pace.value(key, load, nanos(100 + unread));
                if (worth > 0 && worth >= share * least) {
                    assertThat(lower)
                            .as("key %s", i)
                            .isLessThanOrEqualTo(Math.max(unread, share * (from / 1e9 - 100)) + 1e-6);
                    met++;
                    break;
                }
            }
        }
        assertThat(met).isGreaterThan(2_500);
    }

    @Test
    void keyFarFromItsTurnIsLookedAtAFewTimesUntilThen() {
        Random random = new Random(12);
        Load crowd = new Load(1_000, 80, 0);
        int most = 0;
        long looks = 0;
        for (int i = 0; i < 1_000; i++) {
            SampleKey key = any(random);
            int ofThisKey = 0;
            long now = key.lastReading;
            while (pace.value(key, crowd, now) < 2) {
                // A scan is made each 100 ms.
                now = Math.max(now + nanos(0.1), pace.worthwhileAt(key, 2, crowd, now));
                ofThisKey++;
            }
            most = Math.max(most, ofThisKey);
            looks += ofThisKey;
        }
        assertThat(most).isLessThanOrEqualTo(3);
        assertThat(looks / 1_000.0).isBetween(1.5, 2.5);
    }

    /** In transition, read at 100 s, of whatever age, class and waits. */
    private static SampleKey any(Random random) {
        SampleKey key = SampleKey.running(
                random.nextBoolean() ? "slow" : "code", 100 - 50 * random.nextDouble() * random.nextDouble(), 100);
        return random.nextBoolean() ? key : key.awaitedSince(99);
    }

    private void learnThatNothingEndsBefore(double seconds) {
        for (int i = 0; i < 3_000; i++) {
            pace.survived("slow", 0, nanos(seconds));
            pace.ended("slow", nanos(seconds), nanos(seconds + 2));
        }
    }
}
