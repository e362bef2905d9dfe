// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LearnedDurationsTest {
    private final Random random = new Random(7);

    @Test
    void priorIsTheLognormalWorthOneFunctionAndThreeTenthsOfOneAtRiskWhereFewLiveThatLong() {
        LearnedDurations learned = new LearnedDurations();
        PaceSnapshot.Learned prior = learned.snapshot();
        for (int bin = 0; bin < AgeBins.COUNT - 1; bin++) {
            double[] massAndArea = lognormal(AgeBins.start(bin), AgeBins.end(bin));
            double exposure = Math.max(massAndArea[1], 0.3 * width(bin));
            double events = exposure * massAndArea[0] / massAndArea[1];
            assertThat(prior.exposure().get(bin)).isEqualTo(exposure, within(exposure * 1e-3));
            assertThat(prior.events().get(bin)).isEqualTo(events, within(1e-9 + events * 1e-3));
        }
        assertThat(learned.median()).isEqualTo(5, within(0.05));
    }

    @Test
    void priorOfTheBinWithoutEndIsWorthThreeTenthsOfAFunctionToo() {
        LearnedDurations learned = new LearnedDurations();
        int last = AgeBins.COUNT - 1;
        double hazard = learned.hazard(last);

        assertThat(learned.snapshot().exposure().get(last)).isEqualTo(0.3 * width(last), within(1e-6));
        learned.survived(1_200, 1_210);
        assertThat(learned.hazard(last)).isBetween(0.9 * hazard, hazard);
    }

    @Test
    void hazardIsThatOfTheBinAloneWhereManyWereSeen() {
        PaceSnapshot.Learned learned = oddHazards();
        LearnedDurations durations = LearnedDurations.of(learned);
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            double alone = learned.events().get(bin) / learned.exposure().get(bin);
            assertThat(durations.hazard(bin)).isCloseTo(alone, withinPercentage(1));
        }
    }

    /** Of a bin, four functions end in the one before, none in it, eight in the one after. */
    @Test
    void binsBesideCountHalfWhereNothingWasSeenAndAQuarterWhereFiveFunctionsWere() {
        int bin = AgeBins.of(12);
        for (double seen : new double[] {0, 5, 45}) {
            double beside = 0.5 * 5 / (5 + seen);
            double[] events = new double[AgeBins.COUNT];
            double[] exposure = new double[AgeBins.COUNT];
            events[bin - 1] = 4;
            events[bin + 1] = 8;
            exposure[bin - 1] = 10 * width(bin - 1);
            exposure[bin] = seen * width(bin);
            exposure[bin + 1] = 20 * width(bin + 1);
            double expected = beside * 12 / (exposure[bin] + beside * (exposure[bin - 1] + exposure[bin + 1]));

            assertThat(LearnedDurations.of(learned(events, exposure)).hazard(bin))
                    .as("%s seen", seen)
                    .isEqualTo(expected, within(1e-12));
        }
    }

    @Test
    void binWithoutEndNeitherTakesNorGives() {
        double[] events = new double[AgeBins.COUNT];
        double[] exposure = new double[AgeBins.COUNT];
        int last = AgeBins.COUNT - 1;
        events[last - 1] = 1;
        exposure[last - 1] = 100;
        events[last] = 9;
        exposure[last] = 300;
        LearnedDurations durations = LearnedDurations.of(learned(events, exposure));

        assertThat(durations.hazard(last)).isEqualTo(0.03, within(1e-12));
        assertThat(durations.hazard(last - 1)).isEqualTo(0.01, within(1e-12));
    }

    @Test
    void survivalAddsTheTimeInEachBinAndNothingElse() {
        LearnedDurations durations = new LearnedDurations();
        double[] expected = exposure(durations);
        double[] events = events(durations);
        for (int i = 0; i < 1_000; i++) {
            double from = Math.exp(random.nextDouble() * 9 - 2);
            double to = from + Math.exp(random.nextDouble() * 9 - 3);
            durations.survived(from, to);
            addOverlap(expected, from, to, 1);
        }
        assertThat(exposure(durations)).containsExactly(expected, within(1e-6));
        assertThat(events(durations)).containsExactly(events);
    }

    @Test
    void endIsOneEventSpreadAsTheEstimateHasItAndTheTimeUntilThen() {
        double[][] brackets = {{0, 0.2}, {0, 7}, {2, 2.4}, {2, 2.41}, {3, 40}, {55, 300}, {900, 1_500}, {1_200, 1_300}};
        for (double[] bracket : brackets) {
            assertEndIsSpread(LearnedDurations.of(oddHazards()), bracket);
            assertEndIsSpread(learnedOfFew(), bracket);
        }
    }

    private static void assertEndIsSpread(LearnedDurations durations, double[] bracket) {
        double[] events = forgotten(events(durations));
        double[] exposure = forgotten(exposure(durations));
        addExpected(durations, bracket[0], bracket[1], events, exposure);

        durations.ended(bracket[0], bracket[1]);

        assertThat(events(durations)).containsExactly(events, within(2e-4));
        assertThat(exposure(durations)).containsExactly(exposure, within((bracket[1] - bracket[0]) * 2e-4));
    }

    /** Half of a function's evidence in each bin, so that those beside count and nothing is at its least worth. */
    private static LearnedDurations learnedOfFew() {
        double[] events = new double[AgeBins.COUNT];
        double[] exposure = new double[AgeBins.COUNT];
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            exposure[bin] = (0.5 + bin % 3) * width(bin);
            events[bin] = exposure[bin] * (0.6 + 0.5 * Math.sin(bin)) * 3 / (1 + AgeBins.start(bin));
        }
        return LearnedDurations.of(learned(events, exposure));
    }

    @Test
    void endSeenAtOnceIsOneEventAtThatAge() {
        LearnedDurations durations = LearnedDurations.of(oddHazards());
        double[] events = forgotten(events(durations));
        events[AgeBins.of(3)]++;

        durations.ended(3, 3);

        assertThat(events(durations)).containsExactly(events, within(1e-12));
    }

    @Test
    void endBeyondWhatTheEstimateHoldsPossibleIsStillOneEvent() {
        double[] events = new double[AgeBins.COUNT];
        double[] exposure =
                IntStream.range(0, AgeBins.COUNT).mapToDouble(b -> 300).toArray();
        LearnedDurations durations = LearnedDurations.of(learned(events, exposure));

        durations.ended(10, 20);

        double[] after = events(durations);
        assertThat(IntStream.range(0, AgeBins.COUNT).mapToDouble(b -> after[b]).sum())
                .isEqualTo(1, within(1e-9));
        assertThat(durations.hazard(AgeBins.of(15))).isPositive();
    }

    /** Events and time under observation, before {@code to}, in expectation: by small steps over the bracket. */
    private static void addExpected(LearnedDurations now, double from, double to, double[] events, double[] exposure) {
        int steps = 100_000;
        double step = (to - from) / steps;
        double[] density = new double[steps];
        double alive = 1;
        double total = 0;
        for (int i = 0; i < steps; i++) {
            double left = alive * Math.exp(-now.hazard(AgeBins.of(from + (i + 0.5) * step)) * step);
            density[i] = alive - left;
            total += density[i];
            alive = left;
        }
        double later = 1;
        for (int i = 0; i < steps; i++) {
            int bin = AgeBins.of(from + (i + 0.5) * step);
            double share = density[i] / total;
            later -= share;
            events[bin] += share;
            exposure[bin] += (later + share / 2) * step;
        }
    }

    private static void addOverlap(double[] exposure, double from, double to, double weight) {
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            double overlap = Math.min(to, AgeBins.end(bin)) - Math.max(from, AgeBins.start(bin));
            exposure[bin] += weight * Math.max(0, overlap);
        }
    }

    /** The mass and the integral of the survival of a lognormal of median 5 and sigma 1, by the midpoint rule. */
    private static double[] lognormal(double from, double to) {
        int steps = 20_000;
        double high = Math.log(to / 5);
        double low = from == 0 ? high - 12 : Math.log(from / 5);
        double step = (high - low) / steps;
        double mass = 0;
        double moment = 0;
        double above = 0;
        for (int i = 0; i < steps; i++) {
            double z = low + (i + 0.5) * step;
            double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * step;
            mass += density;
            moment += 5 * Math.exp(z) * density;
            double far = high + (i + 0.5) * 12 / steps;
            above += Math.exp(-far * far / 2) / Math.sqrt(2 * Math.PI) * 12 / steps;
        }
        return new double[] {mass, to * above - from * (above + mass) + moment};
    }

    private static PaceSnapshot.Learned oddHazards() {
        double[] events = new double[AgeBins.COUNT];
        double[] exposure = new double[AgeBins.COUNT];
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            exposure[bin] = 1e4 * (1 + bin % 3) * width(bin);
            events[bin] = exposure[bin] * (0.6 + 0.5 * Math.sin(bin)) * 3 / (1 + AgeBins.start(bin));
        }
        return learned(events, exposure);
    }

    private static PaceSnapshot.Learned learned(double[] events, double[] exposure) {
        return new PaceSnapshot.Learned(
                IntStream.range(0, events.length).mapToObj(bin -> events[bin]).toList(),
                IntStream.range(0, exposure.length)
                        .mapToObj(bin -> exposure[bin])
                        .toList());
    }

    private static double width(int bin) {
        double start = AgeBins.start(bin);
        return bin < AgeBins.COUNT - 1 ? AgeBins.end(bin) - start : start;
    }

    private static double[] forgotten(double[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(bin -> values[bin] * (1 - 1 / 300.0))
                .toArray();
    }

    private static double[] events(LearnedDurations durations) {
        return durations.snapshot().events().stream().mapToDouble(v -> v).toArray();
    }

    private static double[] exposure(LearnedDurations durations) {
        return durations.snapshot().exposure().stream().mapToDouble(v -> v).toArray();
    }
}
