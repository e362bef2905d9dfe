// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final double[] RATES = {1, 0.25, 0.04};

    /** The mean delay if key i is polled each {@code pauses[i]} seconds. */
    private static double polled(double[] rates, double[] pauses) {
        double weighted = 0;
        for (int i = 0; i < rates.length; i++) {
            weighted += rates[i] * pauses[i] / 2;
        }
        return weighted / Arrays.stream(rates).sum();
    }

    /** The mean delay if key i is polled {@code polls[i]} times between two sweeps. */
    private static double swept(double[] rates, double[] polls, double sweepSeconds) {
        double weighted = 0;
        for (int i = 0; i < rates.length; i++) {
            weighted += rates[i] * sweepSeconds / 2 / (polls[i] + 1);
        }
        return weighted / Arrays.stream(rates).sum();
    }

    @Test
    void zipfRatesFallWithTheRankAndSumUp() {
        double[] rates = Bounds.zipf(1_000, 2);

        assertThat(Arrays.stream(rates).sum()).isCloseTo(2, within(1e-9));
        assertThat(rates[0] / rates[9]).isCloseTo(10, within(1e-9));
    }

    @Test
    void equalRatesMakeRoundRobinTheBound() {
        double[] rates = new double[900];
        Arrays.fill(rates, 0.001);

        assertThat(Bounds.polling(rates, 90)).isCloseTo(5, within(1e-9));
    }

    @Test
    void equalRatesBesideSweepsArePolledEvenly() {
        double[] rates = new double[900];
        Arrays.fill(rates, 0.001);

        // 90/s for 20 s: two polls of each key between two sweeps, so a reading each 20/3 s
        assertThat(Bounds.pollingAndSweeping(rates, 90, 20)).isCloseTo(20.0 / 3 / 2, within(1e-6));
    }

    @Test
    void noPollingIsBelowTheBound() {
        double bound = Bounds.polling(RATES, 2);
        double least = Double.MAX_VALUE;
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            double[] shares = random.doubles(RATES.length).toArray();
            double sum = Arrays.stream(shares).sum();
            double[] pauses =
                    Arrays.stream(shares).map(share -> sum / share / 2).toArray();
            least = Math.min(least, polled(RATES, pauses));
        }

        assertThat(bound).isCloseTo(1.7 * 1.7 / (2 * 2 * 1.29), within(1e-9));
        assertThat(least).isBetween(bound, bound * 1.001);
    }

    @Test
    void noPollingBesideSweepsIsBelowTheBound() {
        double bound = Bounds.pollingAndSweeping(RATES, 0.5, 4);
        double least = Double.MAX_VALUE;
        for (double first = 0; first <= 2; first += 0.001) {
            for (double second = 0; first + second <= 2; second += 0.001) {
                double[] polls = {first, second, 2 - first - second};
                least = Math.min(least, swept(RATES, polls, 4));
            }
        }

        assertThat(least).isBetween(bound - 1e-9, bound * 1.001);
    }

    @Test
    void sweepsAloneShowAChangeAfterHalfASweep() {
        assertThat(Bounds.pollingAndSweeping(RATES, 1e-9, 40)).isCloseTo(20, within(1e-3));
    }

    @Test
    void aZipfFleetMeetsItsClosedForm() {
        // With m keys polled at all, the bound is S/2/H (2 + ln(n/m)), where m = polls x S, for large m and n.
        double harmonic = 9.787606;
        double closed = 40 / 2.0 / harmonic * (2 + Math.log(10_000 / 3_600.0));

        assertThat(Bounds.pollingAndSweeping(Bounds.zipf(10_000, 1), 90, 40)).isCloseTo(closed, within(0.1));
    }
}
