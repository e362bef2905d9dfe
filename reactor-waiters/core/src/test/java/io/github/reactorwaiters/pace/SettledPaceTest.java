// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static io.github.reactorwaiters.pace.SampleKey.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@link LearnedPace} says of settled keys, and when it says so. */
class SettledPaceTest {
    private static final Load UNSWEPT = new Load(0, 80, 0);
    private static final Load SWEPT = new Load(0, 80, nanos(30));
    private static final double FLOOR = 0.015;

    private final LearnedPace pace = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);

    /** A key that changes every 100 s, read at 10,000 s. */
    private static SampleKey busy() {
        return SampleKey.settled(10_000).changing(0.01, 1e9);
    }

    private static SampleKey quiet() {
        return SampleKey.settled(10_000).changing(0, 1e9);
    }

    @Test
    void settledKeyIsWorthItsRateTimesHalfTheSquareOfTheTimeUnread() {
        assertThat(pace.value(busy(), UNSWEPT, nanos(10_010))).isEqualTo(0.5, within(1e-4));
        assertThat(pace.value(busy(), UNSWEPT, nanos(10_003))).isEqualTo(0.045, within(1e-4));
    }

    @Test
    void settledKeyIsWorthNothingBelowTheFloor() {
        assertThat(pace.value(busy(), UNSWEPT, nanos(10_001.7))).isZero();
        assertThat(pace.value(busy(), UNSWEPT, nanos(10_001.8))).isEqualTo(0.0162, within(1e-4));
    }

    @Test
    void pollsWaitForASweepThatIsNear() {
        SampleKey key = busy();
        key.lastListed = nanos(10_000);

        assertThat(pace.value(key, SWEPT, nanos(10_010))).isEqualTo(0.75, within(1e-4));
        assertThat(pace.value(key, SWEPT, nanos(10_028))).isEqualTo(0.01 * 28 * 2, within(1e-4));
        assertThat(pace.value(key, SWEPT, nanos(10_031))).as("due, and late").isZero();
        assertThat(pace.value(key, SWEPT, nanos(10_046)))
                .as("half a period late: not to be relied on")
                .isEqualTo(0.01 * 46 * 23, within(1e-3));
    }

    @Test
    void keyThatNoListingShowsDoesNotWaitForOne() {
        assertThat(pace.value(busy(), SWEPT, nanos(10_028))).isEqualTo(0.01 * 28 * 14, within(1e-3));
    }

    @Test
    void keyThatNeverChangesIsReadOnceAMinuteAndWorthLessThanAnyAtTheFloor() {
        double soonest = Double.MAX_VALUE;
        double latest = 0;
        for (int salt = 0; salt < 1_000; salt++) {
            SampleKey key = quiet().salted(salt);
            double due = firstWorth(key, UNSWEPT, 50, 0.1);
            double atOnce = pace.value(key, UNSWEPT, nanos(10_000 + due));
            double later = pace.value(key, UNSWEPT, nanos(10_000 + due + 30));
            assertThat(atOnce).isBetween(FLOOR / 2, later);
            assertThat(later).isGreaterThan(atOnce).isLessThan(FLOOR);
            soonest = Math.min(soonest, due);
            latest = Math.max(latest, due);
        }
        assertThat(soonest).isBetween(54.0, 54.5);
        assertThat(latest).isBetween(65.5, 66.1);
    }

    @Test
    void savingIsTheWorthButThatOfACeilingIsNotANumber() {
        assertThat(pace.saving(busy(), pace.value(busy(), UNSWEPT, nanos(10_010))))
                .isEqualTo(0.5, within(1e-4));
        for (double unread : new double[] {67, 100, 500}) {
            double worth = pace.value(quiet(), UNSWEPT, nanos(10_000 + unread));
            assertThat(worth).isPositive();
            assertThat(pace.saving(quiet(), worth)).isNaN();
        }
    }

    @Test
    void keyThatListingsShowIsPolledOnceAnHour() {
        SampleKey key = quiet();
        key.lastPoll = nanos(10_000 - 3_600 * 0.8);
        key.lastListed = nanos(10_000);
        assertThat(pace.value(key, SWEPT, nanos(10_030))).isZero();

        key.lastPoll = nanos(10_000 - 3_600 * 1.1);
        assertThat(pace.value(key, SWEPT, nanos(10_030))).isPositive();
        assertThat(pace.worthwhileAt(key, 0, SWEPT, nanos(10_000))).isLessThanOrEqualTo(nanos(10_000.25));
    }

    @Test
    void keyThatListingsShowSeldomerIsPolledWhenOneIsHalfAPeriodLate() {
        Load seldom = new Load(0, 80, nanos(120));
        SampleKey listed = quiet();
        listed.lastListed = nanos(10_000);
        listed.lastPoll = nanos(10_000);

        assertThat(firstWorth(listed, seldom, 50, 0.1)).isBetween(162.0, 198.1);
        assertThat(firstWorth(quiet(), seldom, 50, 0.1)).as("not listed").isBetween(54.0, 66.1);
        assertThat(firstWorth(listed, UNSWEPT, 50, 0.1))
                .as("listed before, and no more")
                .isBetween(54.0, 66.1);
    }

    @Test
    void ceilingsFollowTheLimits() {
        LearnedPace slow = new LearnedPace(
                PaceLimits.defaults().withSettledCeilings(Duration.ofMinutes(10), Duration.ofHours(2)),
                PaceSnapshot.EMPTY);
        assertThat(slow.value(quiet(), UNSWEPT, nanos(10_530))).isZero();
        assertThat(slow.value(quiet(), UNSWEPT, nanos(10_670))).isPositive();
    }

    @Test
    void lowerFloorMakesPollsWorthwhileSooner() {
        LearnedPace keen = new LearnedPace(PaceLimits.defaults().withFloor(Duration.ofMillis(5)), PaceSnapshot.EMPTY);
        assertThat(keen.value(busy(), UNSWEPT, nanos(10_001.1))).isPositive();
        assertThat(pace.value(busy(), UNSWEPT, nanos(10_001.1))).isZero();
    }

    @Test
    void worthwhileIsNeverLaterThanTheFirstTimeThatAPollIsWorthSomething() {
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            SampleKey key = any(random);
            Load load = random.nextBoolean() ? UNSWEPT : new Load(40, 15, nanos(1 + random.nextInt(60)));
            double first = firstWorth(key, load, 0, 0.05);
            double worthwhile = pace.worthwhileAt(key, 0, load, key.lastReading) / 1e9 - 10_000;
            assertThat(worthwhile).as("key %s", i).isLessThanOrEqualTo(first + 1e-6);
        }
    }

    @Test
    void worthwhileFromWhateverTimeAndWorthIsNeverLaterThanTheFirstTimeThatAPollIsWorthThat() {
        Random random = new Random(9);
        int met = 0;
        for (int i = 0; i < 3_000; i++) {
            SampleKey key = any(random);
            Load load = random.nextBoolean() ? UNSWEPT : new Load(40, 15, nanos(1 + random.nextInt(60)));
            double least = FLOOR * Math.pow(10, 3 * random.nextDouble() - 1);
            double from = random.nextInt(50);
            double worthwhile = pace.worthwhileAt(key, least, load, nanos(10_000 + from)) / 1e9 - 10_000;
            for (double unread = from; unread < 60; unread += 0.05) {
                if (pace.value(key, load, nanos(10_000 + unread)) >= least) {
                    assertThat(worthwhile).as("key %s", i).isLessThanOrEqualTo(unread + 1e-6);
                    met++;
                    break;
                }
            }
        }
        assertThat(met).isBetween(1_000, 2_900);
    }

    @Test
    void seldomChangedKeyThatIsListedIsNotLookedAtBeforeItsNextListing() {
        SampleKey key = SampleKey.settled(10_000).changing(1e-4, 1e9);
        key.lastListed = key.lastReading;
        key.lastPoll = key.lastReading;

        assertThat(pace.worthwhileAt(key, 0.01, SWEPT, nanos(10_005))).isLessThan(nanos(10_020));
        assertThat(pace.worthwhileAt(key, 0.023, SWEPT, nanos(10_005)))
                .as("at most 1e-4 a second times 15 s times 15 s: never worth that")
                .isEqualTo(nanos(10_030));
        assertThat(pace.worthwhileAt(key, 0.02, SWEPT, nanos(10_026)))
                .as("no longer")
                .isEqualTo(nanos(10_030));

        SampleKey polledSince = SampleKey.settled(10_000).changing(1e-3, 1e9);
        polledSince.lastListed = nanos(9_985);
        assertThat(pace.worthwhileAt(polledSince, 0.056, SWEPT, nanos(10_000)))
                .as("in the middle, at 1e-3 a second times 7.5 s times 7.5 s")
                .isEqualTo(nanos(10_007.5));
        assertThat(pace.worthwhileAt(polledSince, 0.057, SWEPT, nanos(10_000)))
                .as("worth that only if the sweep were further away")
                .isEqualTo(nanos(10_015));
    }

    @Test
    void worthwhileIsTheTimeItselfForAKeyThatNoSweepShows() {
        for (double perSecond : new double[] {0.5, 0.01, 1e-3}) {
            SampleKey key = SampleKey.settled(10_000).changing(perSecond, 1e6);
            double worthwhile = pace.worthwhileAt(key, 0, UNSWEPT, key.lastReading) / 1e9 - 10_000;
            assertThat(worthwhile).isEqualTo(firstWorth(key, UNSWEPT, 0, 0.01), within(0.011));
        }
    }

    private static SampleKey any(Random random) {
        double rate = Math.pow(10, -random.nextInt(6));
        SampleKey key =
                switch (random.nextInt(4)) {
                    case 0 -> SampleKey.running("code", 10_000 - random.nextDouble() * 9, 10_000);
                    case 1 -> SampleKey.settled(10_000).awaitedSince(9_990 + random.nextDouble() * 10);
                    case 2 -> SampleKey.unreadable(10_000);
                    default -> SampleKey.settled(10_000).changing(rate, 1 / rate + random.nextInt(10_000));
                };
        if (random.nextBoolean()) {
            key.lastListed = nanos(10_000 - random.nextInt(40));
        }
        key.lastPoll = nanos(10_000 - random.nextInt(4_000));
        return key.salted(random.nextInt());
    }

    /** Seconds after the reading at which {@code key} is first worth a poll, looking every {@code step}. */
    private double firstWorth(SampleKey key, Load load, double from, double step) {
        for (double unread = from; unread < 200; unread += step) {
            if (pace.value(key, load, nanos(10_000 + unread)) > 0) {
                return unread;
            }
        }
        throw new AssertionError("not worth a poll within 200 s");
    }
}
