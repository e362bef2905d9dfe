// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.benchmarks.report.Goal;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final long POLLS = 5_000;

    /** Forty minutes, each with a transition of 100 bytes. */
    private static Growth growth(IntToDoubleFunction bytes, IntToDoubleFunction micros) {
        return growth(bytes, micros, minute -> 10_000);
    }

    private static Growth growth(IntToDoubleFunction bytes, IntToDoubleFunction micros, IntToDoubleFunction yardstick) {
        return Growth.of(
                IntStream.rangeClosed(1, 40)
                        .mapToObj(minute -> new Growth.Sample(
                                minute,
                                new Live((long) bytes.applyAsDouble(minute) + 100L * minute, minute),
                                POLLS,
                                micros.applyAsDouble(minute),
                                yardstick.applyAsDouble(minute)))
                        .toList(),
                100);
    }

    private static List<Boolean> met(Growth growth) {
        return growth.goals("some").stream().map(Goal::met).toList();
    }

    @Test
    void whatIsFlatOnceItIsFullMeetsAll() {
        Growth growth = growth(minute -> 1e6 * Math.min(20, minute), minute -> minute < 10 ? 300 : 90);

        assertThat(growth.kb()).isCloseTo(0.1, within(1e-6));
        assertThat(growth.besideKb()).isCloseTo(0, within(1e-6));
        assertThat(met(growth)).containsExactly(true, true, true);
    }

    @Test
    void theSmallestObjectAPollIsTooMuch() {
        Growth growth = growth(minute -> 16.0 * POLLS * minute, minute -> 90);

        assertThat(growth.bytesPerPoll()).isCloseTo(16, within(1e-6));
        assertThat(met(growth)).containsExactly(false, true, true);
    }

    @Test
    void aPollThatTakesMoreAndMoreIsTooMuch() {
        assertThat(met(growth(minute -> 1e6, minute -> 90 + minute))).containsExactly(true, false, true);
    }

    @Test
    void whatStartsSlowlyCannotHideWhatGrowsInTheEnd() {
        assertThat(met(growth(minute -> 1e6, minute -> minute <= 20 ? 300 : minute <= 30 ? 90 : 120)))
                .containsExactly(true, true, false);
    }

    @Test
    void slowHostIsNotAPollThatTakesMore() {
        IntToDoubleFunction slow = minute -> minute <= 30 ? 1 : 1.5;

        assertThat(met(growth(minute -> 1e6, minute -> 90 * slow.applyAsDouble(minute), slow)))
                .containsExactly(true, true, true);
        assertThat(met(growth(minute -> 1e6, minute -> 90, slow))).containsExactly(true, true, true);
        assertThat(met(growth(minute -> 1e6, minute -> minute <= 30 ? 90 : 180, slow)))
                .containsExactly(true, false, false);
    }

    @Test
    void tooFewSamplesMeetNothing() {
        Growth growth = Growth.of(List.of(new Growth.Sample(1, new Live(1, 1), POLLS, 1, 1)), 100);

        assertThat(met(growth)).containsExactly(false, false, false);
    }
}
