// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.NumberProbe.NOT_COUNTABLE;
import static io.github.reactorwaiters.system.NumberProbe.NOT_POSITIVE;
import static io.github.reactorwaiters.system.NumberProbe.NO_PAUSE;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.JournalEntry;
import io.github.reactorwaiters.rollout.PlannedFunction;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutProgress;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Wave;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** As {@link BadNumbersTest}, of rollouts, and of lists of numbers. */
class RolloutBadNumbersTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void rolloutRefusesThem() {
        RolloutBuilder rollout = Rollout.builder(fleet.watcher);
        List<Integer> percents = List.of(0, -1, 100, Integer.MIN_VALUE, Integer.MAX_VALUE);
        new NumberProbe("io.github.reactorwaiters.rollout")
                .refuses("RolloutBuilder.bake bake", rollout::bake, NO_PAUSE)
                .refuses("RolloutBuilder.callTimeout timeout", "callTimeout", rollout::callTimeout, NOT_COUNTABLE)
                .refuses("RolloutBuilder.waitTimeout timeout", "waitTimeout", rollout::waitTimeout, NOT_POSITIVE)
                .<Duration>refuses("AliasShift bake", bake -> new AliasShift("live", List.of(), bake), NO_PAUSE)
                .<Integer>refuses(
                        "AliasShift.canary percent", percent -> AliasShift.canary("live", percent, SECOND), percents)
                .<Duration>refuses("AliasShift.canary bake", bake -> AliasShift.canary("live", 10, bake), NO_PAUSE)
                .<Integer>refuses(
                        "AliasShift.linear percent", percent -> AliasShift.linear("live", percent, SECOND), percents)
                .<Duration>refuses("AliasShift.linear bake", bake -> AliasShift.linear("live", 10, bake), NO_PAUSE)
                .refuses("Portion.of functions", "portion", Portion::of, List.of(-1, Integer.MIN_VALUE))
                .refuses(
                        "Portion.percent percent",
                        Portion::percent,
                        List.of(-1.0, 100.1, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .<BigDecimal>refuses(
                        "Portion amount",
                        "portion",
                        amount -> new Portion(amount, false),
                        List.of(
                                new BigDecimal("-1"),
                                new BigDecimal("0.5"),
                                new BigDecimal("2147483648"),
                                new BigDecimal("1E+1000000000"),
                                new BigDecimal("1E-1000000000")))
                .<BigDecimal>refuses(
                        "Portion amount",
                        "portion",
                        amount -> new Portion(amount, true),
                        List.of(
                                new BigDecimal("-1"),
                                new BigDecimal("100.1"),
                                new BigDecimal("1E+1000000000"),
                                new BigDecimal("1E-1000000000")))
                .notInput(
                        FunctionResult.class,
                        JournalEntry.class,
                        PlannedFunction.class,
                        RolloutPlan.class,
                        RolloutProgress.class)
                .notInput(RolloutSummary.class, Wave.class)
                .notInput(RolloutEvent.WaveStarted.class, RolloutEvent.StepStarted.class, RolloutEvent.WaveEnded.class)
                .assertAll(50);
    }

    @Test
    void listsOfNumbersAreRefusedByTheOneThatIsWrong() {
        for (double wrong : List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThatThrownBy(() -> new PaceSnapshot.Learned(Collections.nCopies(40, wrong), List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("events must ");
        }
        assertThatThrownBy(() -> new AliasShift("live", Collections.nCopies(10_000, 10), SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("percents must rise between 1 and 99: [10, 10]");
    }
}
