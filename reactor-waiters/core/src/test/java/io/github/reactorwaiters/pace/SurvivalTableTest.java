// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SurvivalTableTest {
    private static final long MILLIS = 1_000_000;
    private static final double EXACTLY = 1e-9;

    @Test
    void constantHazardGivesTheClosedForm() {
        for (double hazard : new double[] {0.001, 0.05, 0.7}) {
            SurvivalTable table = new SurvivalTable(durations(age -> hazard));
            for (double from : new double[] {0, 0.04, 3, 20.07, 180, 700}) {
                for (double unread : new double[] {0.25, 0.6, 3, 11, 90}) {
                    assertThat(table.undetected(from, from + unread, 0))
                            .isEqualTo(closed(hazard, unread), within(EXACTLY));
                }
            }
        }
    }

    @Test
    void farTailsKeepTheirDigits() {
        // Of e^600 transitions one lives so long; what is asked is the next second of that one.
        SurvivalTable table = new SurvivalTable(durations(age -> 1));
        for (double from : new double[] {50, 200, 400, 600}) {
            assertThat(table.undetected(from, from + 1, 0)).isEqualTo(closed(1, 1), within(EXACTLY));
        }
    }

    @Test
    void endsThatAreCertainAreOver() {
        // Of 10^280 transitions none would live to see the next bin.
        SurvivalTable table = new SurvivalTable(durations(age -> 100));
        for (double from : new double[] {8, 20.07, 500}) {
            assertThat(table.undetected(from, from + 90, 0)).isEqualTo(closed(100, 90), within(EXACTLY));
        }
    }

    @Test
    void rareEndsKeepTheirDigits() {
        for (double ends : new double[] {1e-8, 1e-4, 9.9e-4}) {
            SurvivalTable table = new SurvivalTable(durations(age -> ends / 4));
            double first = ends / 2 - ends * ends / 6;
            double more = Math.pow(ends, 3) / 24 - Math.pow(ends, 4) / 120;
            assertThat(table.undetected(2_000, 2_004, 0)).isCloseTo(4 * (first + more), withinPercentage(1e-8));
        }
    }

    @Test
    void anyHazardGivesTheIntegralOfWhatIsOver() {
        DoubleUnaryOperator hazard = age -> 0.3 + 0.25 * Math.sin(Math.log(1 + age) * 3);
        LearnedDurations durations = durations(hazard);
        SurvivalTable table = new SurvivalTable(durations);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            double from = Math.exp(random.nextDouble() * 6 - 1);
            double to = from + 0.25 + random.nextDouble() * 20;
            assertThat(table.undetected(from, to, 0)).isEqualTo(integral(durations, from, to), within(1e-3));
        }
    }

    @Test
    void simulatedTransitionsAreOverForAsLongAsTold() {
        LearnedDurations durations = new LearnedDurations();
        for (int i = 0; i < 400; i++) {
            durations.survived(0, 4);
            durations.ended(4, 5 + i % 3);
        }
        Random random = new Random(5);
        double undetected = 0;
        int alive = 0;
        for (int i = 0; i < 400_000; i++) {
            double end = sample(durations, random);
            if (end > 3.5) {
                alive++;
                undetected += Math.max(0, 6.2 - end);
            }
        }
        assertThat(new SurvivalTable(durations).undetected(3.5, 6.2, 0)).isEqualTo(undetected / alive, within(0.01));
    }

    @Test
    void beyondThousandSecondsTheHazardOfTheLastBinHolds() {
        SurvivalTable table = new SurvivalTable(durations(age -> age < 1_000 ? 0.5 : 0.02));

        assertThat(table.undetected(2_000, 2_030, 0)).isEqualTo(closed(0.02, 30), within(1e-9));
        assertThat(table.undetected(1e6, 1e6 + 5, 0)).isEqualTo(closed(0.02, 5), within(1e-9));
    }

    @Test
    void edgesOfBinsMakeNoDifference() {
        double last = AgeBins.start(AgeBins.COUNT - 1);
        for (double to :
                new double[] {2.0, 2.25, 2.3, 25.4, 51.2, 999.99, last - 0.1, last - 0.001, last, last + 1, last + 3}) {
            SurvivalTable table = new SurvivalTable(durations(age -> 0.1));
            assertThat(table.undetected(to - 2, to, 0)).isEqualTo(closed(0.1, 2), within(EXACTLY));
        }
    }

    @Test
    void ageMakesNoDifferenceWhereTheHazardIsTheSame() {
        SurvivalTable table = new SurvivalTable(durations(age -> 0.1));
        for (double to = 1; to < 1_200; to *= 1.05) {
            double unread = Math.min(to, 2);
            assertThat(table.undetected(to - unread, to, 0)).isEqualTo(closed(0.1, unread), within(EXACTLY));
        }
    }

    @Test
    void whatIsLearnedShowsAtMostEvery200Milliseconds() {
        LearnedDurations durations = new LearnedDurations();
        SurvivalTable table = new SurvivalTable(durations);
        double before = table.undetected(4, 6, 1_000 * MILLIS);
        for (int i = 0; i < 300; i++) {
            durations.ended(4, 4.5);
        }
        assertThat(table.undetected(4, 6, 1_500 * MILLIS)).as("not told").isEqualTo(before);

        table.learned();
        double after = table.undetected(4, 6, 1_600 * MILLIS);
        assertThat(after).isGreaterThan(before + 0.1);

        for (int i = 0; i < 1_000; i++) {
            durations.survived(4, 6);
        }
        table.learned();
        assertThat(table.undetected(4, 6, 1_799 * MILLIS)).isEqualTo(after);
        assertThat(table.undetected(4, 6, 1_800 * MILLIS)).isLessThan(after - 0.1);
    }

    @Test
    void transitionsThatNeverEndSpoilNoOthers() {
        LearnedDurations durations = new LearnedDurations();
        for (int i = 0; i < 1_000; i++) {
            durations.survived(0, 30 * 86_400.0);
            durations.ended(3, 4);
        }

        assertThat(new SurvivalTable(durations).undetected(3, 3.5, 0))
                .isEqualTo(integral(durations, 3, 3.5), within(1e-3));
    }

    @Test
    void hazardOfZeroIsWorthNothingAtAnyAge() {
        SurvivalTable table = new SurvivalTable(durations(age -> 0));

        assertThat(table.undetected(10, 14, 0)).isEqualTo(0, within(1e-9));
        assertThat(table.undetected(2_000, 2_004, 0)).isEqualTo(0, within(1e-9));
    }

    private static double closed(double hazard, double unread) {
        return unread - -Math.expm1(-hazard * unread) / hazard;
    }

    private static LearnedDurations durations(DoubleUnaryOperator hazard) {
        List<Double> events = IntStream.range(0, AgeBins.COUNT)
                .mapToObj(bin -> 1e6 * hazard.applyAsDouble(AgeBins.start(bin)))
                .toList();
        List<Double> exposure =
                IntStream.range(0, AgeBins.COUNT).mapToObj(bin -> 1e6).toList();
        return LearnedDurations.of(new PaceSnapshot.Learned(events, exposure));
    }

    private static double integral(LearnedDurations durations, double from, double to) {
        int steps = 20_000;
        double step = (to - from) / steps;
        double alive = 1;
        double over = 0;
        for (int i = 0; i < steps; i++) {
            double left = alive * Math.exp(-durations.hazard(AgeBins.of(from + (i + 0.5) * step)) * step);
            over += (1 - (alive + left) / 2) * step;
            alive = left;
        }
        return over;
    }

    private static double sample(LearnedDurations durations, Random random) {
        double left = -Math.log(1 - random.nextDouble());
        for (int bin = 0; ; bin++) {
            double hazard = durations.hazard(bin);
            double inBin = hazard * (AgeBins.end(bin) - AgeBins.start(bin));
            if (left <= inBin) {
                return AgeBins.start(bin) + left / hazard;
            }
            left -= inBin;
        }
    }
}
