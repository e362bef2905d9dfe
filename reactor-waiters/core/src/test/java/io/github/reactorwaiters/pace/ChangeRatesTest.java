// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class ChangeRatesTest {
    private static final double DAY = 86_400;

    @Test
    void rateIsTheMeanOfTheGammaPosterior() {
        for (double mean : new double[] {1 / DAY, 0.01}) {
            for (int changes : new int[] {0, 1, 7}) {
                for (double watched : new double[] {0, 60, 10_000}) {
                    assertThat(halfShaped(mean).rate(watched, Double.NaN, changes))
                            .isEqualTo(posterior(mean, watched, changes), within(1e-5 * mean * (1 + changes)));
                    assertThat(halfShaped(mean).rate(watched, 500, changes))
                            .isEqualTo(
                                    posterior(mean, watched + 500, changes + 1), within(1e-5 * mean * (2 + changes)));
                }
            }
        }
    }

    @Test
    void newKeyOfUnknownAgeHasTheFleetsMean() {
        assertThat(halfShaped(0.003).rate(0, Double.NaN, 0)).isEqualTo(0.003, within(1e-12));
    }

    @Test
    void fleetOfNoKeysChangesOnceADay() {
        assertThat(new ChangeRates(PaceSnapshot.Changes.UNKNOWN).prior(1e6).mean())
                .isEqualTo(1 / DAY, within(1e-12));
    }

    @Test
    void meanIsAllChangesOverAllTime() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        rates.add(1_000, 200);
        rates.add(1_500, Double.NaN);
        rates.changed(Double.NaN, 1);
        rates.changed(Double.NaN, 2);
        rates.changed(Double.NaN, 1);

        // 3 seen and 1 before; 1,000 s and 500 s watched, 200 s before; a prior of half a change in half a day
        assertThat(rates.prior(2_000).mean()).isEqualTo(4.5 / (1_700 + DAY / 2), within(1e-12));
    }

    @Test
    void meanOfAFleetComesNearTheTruth() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        Random random = new Random(2);
        for (int key = 0; key < 1_000; key++) {
            rates.add(0, -Math.log(1 - random.nextDouble()) * 1_000);
        }
        for (int i = 0; i < 3_600; i++) { // 1,000 keys, an hour, each every 1,000 s
            rates.changed(1_000, 1 + i / 1_000);
        }
        assertThat(rates.prior(3_600).mean()).isEqualTo(1e-3, within(1e-4));
    }

    @Test
    void keysThatComeAndGoLeaveNoTrace() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        List<SampleKey> keys = new ArrayList<>();
        Random random = new Random(4);
        for (int now = 1_000; now < 21_000; now++) {
            int what = random.nextInt(3);
            if (what == 0 || keys.isEmpty()) {
                SampleKey key = SampleKey.settled(now);
                key.ageAtFirst = random.nextBoolean() ? Double.NaN : random.nextInt(10_000);
                keys.add(key);
                rates.add(now, key.ageAtFirst);
            } else if (what == 1) {
                SampleKey key = keys.get(random.nextInt(keys.size()));
                rates.changed(key.ageAtFirst, ++key.changes);
            } else {
                remove(keys.remove(random.nextInt(keys.size())), rates);
            }
        }
        double changes = 0.5;
        double time = 0.5 * DAY;
        for (SampleKey key : keys) {
            boolean known = !Double.isNaN(key.ageAtFirst);
            changes += key.changes + (known ? 1 : 0);
            time += 21_000 - key.lastReading / 1e9 + (known ? key.ageAtFirst : 0);
        }
        assertThat(rates.prior(21_000).mean()).isEqualTo(changes / time, within(1e-9));
        ChangeRates unmoved = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        for (SampleKey key : keys) {
            unmoved.add(key.lastReading / 1e9, key.ageAtFirst);
            for (int nth = 1; nth <= key.changes; nth++) {
                unmoved.changed(key.ageAtFirst, nth);
            }
        }
        assertThat(rates.snapshot(21_000).pairs())
                .isCloseTo(unmoved.snapshot(21_000).pairs(), withinPercentage(1e-6));
        assertThat(rates.prior(21_000).shape()).isCloseTo(unmoved.prior(21_000).shape(), withinPercentage(1e-6));

        keys.forEach(key -> remove(key, rates));
        assertThat(rates.prior(1e9).shape()).isEqualTo(0.5, within(1e-9));
        assertThat(rates.prior(1e9).mean()).isEqualTo(1 / DAY, within(1e-12));
    }

    @Test
    void shapeIsThatOfTheFleet() {
        for (double shape : new double[] {0.1, 0.5, 3}) {
            Random random = new Random(5);
            assertThat(fleet(20_000, () -> gamma(shape, random)).shape())
                    .as("of a fleet of shape %s", shape)
                    .isCloseTo(shape, withinPercentage(15));
        }
    }

    @Test
    void keysOfAFleetOfEqualsAllHaveItsRate() {
        ChangeRates.Prior fleet = fleet(20_000, () -> 1);

        assertThat(fleet.shape()).isGreaterThan(20);
        assertThat(fleet.rate(3_600, Double.NaN, 10)).isLessThan(1.5 * fleet.mean());
    }

    @Test
    void keysOfEqualRatesHavePairsOfChangesByTheSquaresOfTheirTimes() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        for (double since : new double[] {100, 1_000, 3_000}) {
            rates.add(since, Double.NaN);
            rates.changed(Double.NaN, 1);
        }

        double time = 3_900 + 3_000 + 1_000;
        double squares = 3_900.0 * 3_900 + 3_000.0 * 3_000 + 1_000.0 * 1_000;
        assertThat(rates.snapshot(4_000).pairs())
                .as("three changes, and a prior of one pair")
                .isCloseTo(1 + 9 / (time * time) * squares, withinPercentage(1e-9));
        assertThat(rates.snapshot(4_000).perSecond())
                .as("and of half a change in half a day")
                .isCloseTo(3.5 / (time + DAY / 2), withinPercentage(1e-9));
    }

    @Test
    void fewChangesSayLittleOfTheShape() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        rates.add(0, Double.NaN);
        assertThat(rates.prior(60).shape()).isEqualTo(0.5, within(1e-9));
        rates.changed(Double.NaN, 1);
        assertThat(rates.prior(600).shape()).isBetween(0.5, 2.0);
    }

    @Test
    void manyAgesCountForFewChangesInTheMean() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        for (int key = 0; key < 1_000; key++) {
            rates.add(0, 50_000);
        }
        rates.changed(50_000, 1);

        // One seen in 1,000 times 100 s; twenty in 50,000 s each; a prior of half a change in half a day
        assertThat(rates.prior(100).mean()).isEqualTo(21.5 / (100_000 + 20 * 50_000 + DAY / 2), within(1e-12));
    }

    @Test
    void ageIsAWholeChangeBeforeAnythingIsKnown() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        rates.add(0, 200);

        assertThat(rates.prior(0).age()).isEqualTo(1);
    }

    @Test
    void ageCountsForLessWhereItTellsOfTheCreation() {
        ChangeRates.Prior updated = agedFleet(Double.MAX_VALUE);
        ChangeRates.Prior created = agedFleet(10_000);

        assertThat(updated.age()).isGreaterThan(0.5);
        assertThat(created.age()).isLessThan(0.8 * updated.age());
    }

    @Test
    void keysNotSeenToChangeDoSoAsOftenAsTheirRatesSay() {
        for (double mostAge : new double[] {10_000, 100_000, Double.MAX_VALUE}) {
            Aged aged = new Aged(mostAge);
            ChangeRates.Prior fleet = aged.watch(7_200);
            double expected = 0;
            double truth = 0;
            for (int key = 0; key < aged.rates.length; key++) {
                if (aged.changes[key] == 0) {
                    expected += fleet.rate(7_200, aged.ages[key], 0);
                    truth += aged.rates[key];
                }
            }
            assertThat(expected).as("of ages up to %s", mostAge).isCloseTo(truth, withinPercentage(20));
        }
    }

    @Test
    void whatAgesCountForIsLearnedAnewFromSomeHundredsOfChanges() {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        ChangeRates.Prior fleet = new ChangeRates.Prior(0.02, 1e-4, 1);
        rates.neverChanged(1e6, 1e3, fleet); // they would have changed 833 times
        assertThat(rates.prior(0).age()).isZero();
        for (int i = 0; i < 900; i++) { // and now do, each that would
            rates.neverChanged(1_200, 1e3, fleet);
            rates.changed(1e3, 1);
        }

        assertThat(rates.prior(0).age()).isBetween(0.1, 0.6);
    }

    private static ChangeRates.Prior agedFleet(double mostAge) {
        return new Aged(mostAge).watch(7_200);
    }

    /** A fleet of Zipf's law, created {@code mostAge} seconds before it is watched: an age is that of the last update, or that. */
    private static final class Aged {
        final double[] rates = new double[5_000];
        final double[] ages = new double[rates.length];
        final int[] changes = new int[rates.length];
        private final Random random = new Random(7);

        Aged(double mostAge) {
            for (int key = 0; key < rates.length; key++) {
                rates[key] = 0.05 / (key + 1);
                ages[key] = Math.min(mostAge, 1 + exponential(rates[key]));
            }
        }

        /** Each key is read each 10 s. */
        ChangeRates.Prior watch(int seconds) {
            ChangeRates learned = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
            double[] next = new double[rates.length];
            for (int key = 0; key < rates.length; key++) {
                learned.add(0, ages[key]);
                next[key] = exponential(rates[key]);
            }
            for (int now = 10; now <= seconds; now += 10) {
                ChangeRates.Prior fleet = learned.prior(now);
                for (int key = 0; key < rates.length; key++) {
                    if (next[key] > now && changes[key] == 0) {
                        learned.neverChanged(10, ages[key] + now - 5, fleet);
                    }
                    for (; next[key] <= now; next[key] += exponential(rates[key])) {
                        learned.changed(ages[key], ++changes[key]);
                    }
                }
            }
            return learned.prior(seconds);
        }

        private double exponential(double rate) {
            return -Math.log(1 - random.nextDouble()) / rate;
        }
    }

    /** What is known after an hour of keys that begin to be watched one after the other and change once in 1,000 s in the mean. */
    private static ChangeRates.Prior fleet(int keys, DoubleSupplier relativeRates) {
        ChangeRates rates = new ChangeRates(PaceSnapshot.Changes.UNKNOWN);
        Random random = new Random(6);
        double epoch = 1.7e9;
        for (int key = 0; key < keys; key++) {
            double since = 600.0 * key / keys;
            rates.add(epoch + since, Double.NaN);
            double rate = relativeRates.getAsDouble() / 1_000;
            int changes = 0;
            double at = since - Math.log(1 - random.nextDouble()) / rate;
            while (at < 3_600) {
                rates.changed(Double.NaN, ++changes);
                at -= Math.log(1 - random.nextDouble()) / rate;
            }
        }
        return rates.prior(epoch + 3_600);
    }

    /** A gamma variate of mean 1: Marsaglia and Tsang, 2000. */
    private static double gamma(double shape, Random random) {
        double d = shape + 1 - 1 / 3.0;
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + x / Math.sqrt(9 * d), 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return d * v * Math.pow(1 - random.nextDouble(), 1 / shape) / shape;
            }
        }
    }

    private static ChangeRates.Prior halfShaped(double mean) {
        return new ChangeRates.Prior(0.5, mean, 1);
    }

    private static void remove(SampleKey key, ChangeRates rates) {
        rates.remove(key.lastReading / 1e9, key.ageAtFirst, key.changes);
    }

    /** Prior of shape a half and the fleet's mean, times the Poisson likelihood, integrated over the log of the rate. */
    private static double posterior(double mean, double seconds, int changes) {
        double weight = 0;
        double sum = 0;
        for (double log = -60; log < 6; log += 1e-3) {
            double rate = Math.exp(log);
            double density = Math.exp((0.5 + changes) * log - rate * (0.5 / mean + seconds) + 5 * changes);
            weight += density;
            sum += rate * density;
        }
        return sum / weight;
    }
}
