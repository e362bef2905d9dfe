// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeRatesTest {
    private static final double DAY = 86_400;

    @Test
    void rateIsTheMeanOfTheGammaPosterior() {
        for (double mean : new double[] {1 / DAY, 0.01}) {
            for (int changes : new int[] {0, 1, 7}) {
                for (double watched : new double[] {0, 60, 10_000}) {
                    assertThat(ChangeRates.rate(mean, watched, Double.NaN, changes))
                            .isEqualTo(posterior(mean, watched, changes), within(1e-5 * mean * (1 + changes)));
                    assertThat(ChangeRates.rate(mean, watched, 500, changes))
                            .isEqualTo(
                                    posterior(mean, watched + 500, changes + 1), within(1e-5 * mean * (2 + changes)));
                }
            }
        }
    }

    @Test
    void newKeyOfUnknownAgeHasTheFleetsMean() {
        assertThat(ChangeRates.rate(0.003, 0, Double.NaN, 0)).isEqualTo(0.003, within(1e-12));
    }

    @Test
    void fleetOfNoKeysChangesOnceADay() {
        assertThat(new ChangeRates().mean(1e6)).isEqualTo(1 / DAY, within(1e-12));
    }

    @Test
    void meanIsAllChangesOverAllTime() {
        ChangeRates rates = new ChangeRates();
        rates.add(1_000, 200);
        rates.add(1_500, Double.NaN);
        rates.changed();
        rates.changed();
        rates.changed();

        // 3 seen and 1 before; 1,000 s and 500 s watched, 200 s before; a prior of half a change in half a day
        assertThat(rates.mean(2_000)).isEqualTo(4.5 / (1_700 + DAY / 2), within(1e-12));
    }

    @Test
    void meanOfAFleetComesNearTheTruth() {
        ChangeRates rates = new ChangeRates();
        Random random = new Random(2);
        for (int key = 0; key < 1_000; key++) {
            rates.add(0, -Math.log(1 - random.nextDouble()) * 1_000);
        }
        for (int i = 0; i < 3_600; i++) { // 1,000 keys, an hour, each every 1,000 s
            rates.changed();
        }
        assertThat(rates.mean(3_600)).isEqualTo(1e-3, within(1e-4));
    }

    @Test
    void keysThatComeAndGoLeaveNoTrace() {
        ChangeRates rates = new ChangeRates();
        List<SampleKey> keys = new ArrayList<>();
        Random random = new Random(4);
        for (int now = 0; now < 20_000; now++) {
            int what = random.nextInt(3);
            if (what == 0 || keys.isEmpty()) {
                SampleKey key = SampleKey.settled(now);
                key.ageAtFirst = random.nextBoolean() ? Double.NaN : random.nextInt(10_000);
                keys.add(key);
                rates.add(now, key.ageAtFirst);
            } else if (what == 1) {
                keys.get(random.nextInt(keys.size())).changes++;
                rates.changed();
            } else {
                remove(keys.remove(random.nextInt(keys.size())), rates);
            }
        }
        double changes = 0.5;
        double time = 0.5 * DAY;
        for (SampleKey key : keys) {
            boolean known = !Double.isNaN(key.ageAtFirst);
            changes += key.changes + (known ? 1 : 0);
            time += 20_000 - key.lastReading / 1e9 + (known ? key.ageAtFirst : 0);
        }
        assertThat(rates.mean(20_000)).isEqualTo(changes / time, within(1e-9));

        keys.forEach(key -> remove(key, rates));
        assertThat(rates.mean(1e9)).isEqualTo(1 / DAY, within(1e-12));
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
