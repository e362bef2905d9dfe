// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PollValueTest {
    @Test
    void settledIsTheExpectedDelayOfAChangeThatIsRare() {
        for (double rate : new double[] {1e-6, 1e-4}) {
            for (double unread : new double[] {1, 30, 300}) {
                double undetected = 0;
                int steps = 10_000;
                for (int i = 0; i < steps; i++) {
                    double ago = (i + 0.5) * unread / steps;
                    undetected += rate * ago * unread / steps;
                }
                assertThat(PollValue.settled(rate, unread)).isEqualTo(undetected, within(undetected * 1e-6));
            }
        }
    }

    @Test
    void pollAloneBetweenTwoSweepsIsWorthTheTimeUntilTheNext() {
        // Brute force: what one poll at that time saves of the delay of changes between two sweeps, 40 s apart.
        for (double at : new double[] {20, 25, 32, 39.5}) {
            double saved = 0;
            int steps = 10_000;
            for (int i = 0; i < steps; i++) {
                double change = (i + 0.5) * at / steps;
                saved += 0.01 * ((40 - change) - (at - change)) * at / steps;
            }
            assertThat(PollValue.settled(0.01, at, 40 - at)).isEqualTo(saved, within(1e-9));
        }
        assertThat(PollValue.settled(0.01, 40, 0)).isZero();
        assertThat(PollValue.settled(0.01, 45, 0)).isZero();
    }

    @Test
    void firstOfManyPollsThatPartASweepIsWorthWhatItSavesOverOneFewer() {
        for (int polls = 1; polls < 50; polls++) {
            double pause = Math.nextUp(40.0 / (polls + 1));
            double saved = 0.01 * 40 * 40 / 2 * (1.0 / polls - 1.0 / (polls + 1));
            assertThat(PollValue.settled(0.01, pause, 40 - pause)).isEqualTo(saved, within(1e-9));
        }
    }

    @Test
    void latePollIsWorthWhatItSavesIfTheOthersPartTheRest() {
        for (int polls = 1; polls < 20; polls++) {
            for (double late = 0.01; late < 0.99; late += 0.11) { // from when it is due until the first of one fewer is
                double at = 40.0 / (polls + 1) + late * (40.0 / polls - 40.0 / (polls + 1));
                double with = at * at / 2 + (40 - at) * (40 - at) / 2 / polls;
                double without = 40.0 * 40 / 2 / polls;
                assertThat(PollValue.settled(0.01, at, 40 - at))
                        .as("of %s polls, %s late", polls, late)
                        .isEqualTo(0.01 * (without - with), within(1e-9));
            }
        }
    }

    @Test
    void keyPolledAtAThresholdOfValueGetsAsManyPollsAsAreWorthItEvenly() {
        double threshold = 0.02;
        for (double rate : new double[] {4e-5, 1e-4, 3e-4, 1e-3, 4e-3, 2e-2}) {
            int best = 0; // as long as one more saves the threshold
            while (rate * 40 * 40 / 2 * (1.0 / (best + 1) - 1.0 / (best + 2)) >= threshold) {
                best++;
            }
            int polls = 0;
            double read = 0;
            for (double now = 0.001; now < 40; now += 0.001) {
                if (PollValue.settled(rate, now - read, 40 - now) >= threshold) {
                    assertThat(now - read).as("pause at rate %s", rate).isCloseTo(40.0 / (best + 1), within(0.04));
                    polls++;
                    read = now;
                }
            }
            assertThat(polls).as("polls at rate %s", rate).isEqualTo(best);
        }
    }

    @Test
    void farSweepChangesNothing() {
        assertThat(PollValue.settled(0.01, 10, 1e9)).isEqualTo(PollValue.settled(0.01, 10), within(1e-6));
    }

    @Test
    void settledPauseIsWhenTheValueIsReached() {
        for (double rate : new double[] {1e-6, 1e-3, 2}) {
            for (double value : new double[] {0.01, 0.5, 30}) {
                double pause = PollValue.settledPause(rate, value);
                assertThat(PollValue.settled(rate, pause)).isEqualTo(value, within(value * 1e-12));
            }
        }
    }

    @Test
    void settledPauseBesideSweepsIsTheFirstTimeFromThenOnAtWhichTheValueIsReached() {
        for (double span : new double[] {5, 30, 40}) {
            for (double value : new double[] {0.0053, 0.011, 0.052, 0.21, 1.03, 5.1}) {
                for (double from = 0.5; from < span; from += 0.5) {
                    double first = from;
                    while (first < span && PollValue.settled(0.01, first, span - first) < value) {
                        first += 0.001;
                    }
                    assertThat(Math.max(from, PollValue.settledPause(0.01, value, from, span)))
                            .as("from %s of %s on, worth %s", from, span, value)
                            .isCloseTo(Math.min(first, span), within(0.0011));
                }
            }
        }
    }

    @Test
    void awaitedIsTheExpectedDelayOfAnEndAsLikelyInEachOrderOfMagnitude() {
        for (double waited : new double[] {0.5, 3, 100}) {
            for (double unread : new double[] {0.25, 2, 60}) {
                double undetected = 0;
                int steps = 100_000;
                for (int i = 0; i < steps; i++) {
                    double at = waited + (i + 0.5) * unread / steps;
                    undetected += (1 - waited / at) * unread / steps;
                }
                assertThat(PollValue.awaited(waited, unread)).isEqualTo(undetected, within(1e-6));
            }
        }
    }

    @Test
    void keysPolledByValueAreSpacedByTheSquareRootOfTheirRates() {
        double[] rates = new double[60];
        for (int key = 0; key < rates.length; key++) {
            rates[key] = 1e-3 * Math.pow(4, key % 3);
        }
        double[] readAt = new double[rates.length];
        int[] polls = new int[3];
        for (int now = 1; now <= 14_000; now++) { // a poll a second
            int best = 0;
            for (int key = 1; key < rates.length; key++) {
                if (PollValue.settled(rates[key], now - readAt[key])
                        > PollValue.settled(rates[best], now - readAt[best])) {
                    best = key;
                }
            }
            readAt[best] = now;
            polls[best % 3]++;
        }
        // Of seven polls one, two and four: as 1, 2 and 4 are the roots of 1, 4 and 16.
        assertThat(polls[0]).isCloseTo(2_000, within(60));
        assertThat(polls[1]).isCloseTo(4_000, within(120));
        assertThat(polls[2]).isCloseTo(8_000, within(240));
    }

    @Test
    void noFixedSplitOfPollsHasLessDelayThanTheSquareRoots() {
        double[] rates = {1e-3, 4e-3, 16e-3};
        double best = delay(rates, 1 / 7.0, 2 / 7.0);
        for (double first = 0.02; first < 0.96; first += 0.02) {
            for (double second = 0.02; first + second < 0.98; second += 0.02) {
                assertThat(delay(rates, first, second)).isGreaterThanOrEqualTo(best - 1e-12);
            }
        }
    }

    /** Seconds of undetected delay a second, if the first two keys get these shares of one poll a second. */
    private static double delay(double[] rates, double first, double second) {
        return rates[0] / first / 2 + rates[1] / second / 2 + rates[2] / (1 - first - second) / 2;
    }
}
