// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** What is learned from thousands of transitions whose ends are only bracketed by readings at random times. */
class DurationsLearningTest {
    private final Random random = new Random(11);
    private final LearnedDurations durations = new LearnedDurations();

    @Test
    void exponentialDurationsAreLearned() {
        assertLearned(() -> -8 * Math.log(1 - random.nextDouble()), t -> Math.exp(-t / 8), 8 * Math.log(2));
    }

    @Test
    void lognormalDurationsAreLearned() {
        assertLearned(() -> 3 * Math.exp(0.5 * random.nextGaussian()), t -> LogNormal.survival(t, 3, 0.5), 3);
    }

    @Test
    void durationsFarFromThePriorAreLearned() {
        assertLearned(() -> 60 + 30 * random.nextDouble(), t -> Math.max(0, Math.min(1, (90 - t) / 30)), 75);
    }

    @Test
    void twoModesAreLearned() {
        assertLearned(
                () -> random.nextDouble() < 0.7 ? 2 + random.nextDouble() : 30 + 10 * random.nextDouble(),
                t -> 0.7 * Math.max(0, Math.min(1, 3 - t)) + 0.3 * Math.max(0, Math.min(1, (40 - t) / 10)),
                2 + 5 / 7.0);
    }

    @Test
    void medianFollowsAServiceThatBecomesFourTimesSlower() {
        watch(2_000, () -> 3 * Math.exp(0.5 * random.nextGaussian()));
        assertThat(durations.median()).isEqualTo(3, within(0.3));

        watch(1_200, () -> 12 * Math.exp(0.5 * random.nextGaussian()));

        assertThat(durations.median()).isEqualTo(12, within(1.2));
    }

    @Test
    void medianFollowsAServiceThatBecomesFourTimesFaster() {
        watch(2_000, () -> 12 * Math.exp(0.5 * random.nextGaussian()));
        watch(1_200, () -> 3 * Math.exp(0.5 * random.nextGaussian()));

        assertThat(durations.median()).isEqualTo(3, within(0.3));
    }

    @Test
    void whatWasNeverSeenIsNotForgotten() {
        double[] prior = new double[AgeBins.COUNT];
        for (int bin = 0; bin < AgeBins.COUNT; bin++) {
            prior[bin] = durations.hazard(bin);
        }

        watch(300_000, () -> 1 + random.nextDouble());

        for (int bin = AgeBins.of(10); bin < AgeBins.COUNT; bin++) {
            assertThat(durations.hazard(bin)).isEqualTo(prior[bin], within(prior[bin] * 1e-6));
        }
    }

    /** Averages over time, as the memory of some hundred transitions leaves an error of some percent at each moment. */
    private void assertLearned(DoubleSupplier truth, DoubleUnaryOperator survival, double median) {
        watch(2_000, truth);
        int moments = 40;
        double sum = 0;
        double[] alive = new double[AgeBins.COUNT];
        for (int i = 0; i < moments; i++) {
            watch(200, truth);
            sum += durations.median() / moments;
            double cumulated = 0;
            for (int bin = 0; bin + 1 < AgeBins.COUNT; bin++) {
                alive[bin] += Math.exp(-cumulated) / moments;
                cumulated += durations.hazard(bin) * (AgeBins.end(bin) - AgeBins.start(bin));
            }
        }
        assertThat(sum).isEqualTo(median, within(median * 0.04));
        for (int bin = 0; bin + 1 < AgeBins.COUNT; bin++) {
            double age = AgeBins.start(bin);
            assertThat(alive[bin]).as("survival at %s s", age).isEqualTo(survival.applyAsDouble(age), within(0.05));
        }
    }

    private void watch(int transitions, DoubleSupplier truth) {
        for (int i = 0; i < transitions; i++) {
            double duration = truth.getAsDouble();
            double pause = duration / 4 * (0.2 + random.nextDouble());
            double read = 0;
            double next = pause * random.nextDouble();
            while (next < duration) {
                durations.survived(read, next);
                read = next;
                next += pause * (0.5 + random.nextDouble());
            }
            durations.ended(read, next);
        }
    }
}
