// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutProgress;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told beforehand and meanwhile. */
class RolloutPlanTest {
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void thePlanTellsWavesCallsAndTimeAndChangesNothing() {
        List<String> names = new ArrayList<>(fleet.addReleased(24));
        fleet.lambda().functions().idle("f-003");
        fleet.lambda().functions().startConfigurationUpdate("f-004");
        names.add("nowhere");
        AtomicPlan plan = new AtomicPlan();
        fleet.rollout(names, NEW)
                .alias(AliasShift.canary("live", 10, Duration.ofMinutes(5)))
                .waves(List.of(Portion.of(1), Portion.percent(10)))
                .bake(Duration.ofMinutes(1))
                .build()
                .plan()
                .subscribe(made -> plan.value = made, error -> plan.error = error);
        fleet.fleet.seconds(30);

        assertThat(plan.error).isNull();
        assertThat(plan.value.waves().stream().map(wave -> wave.targets().size()))
                .containsExactly(1, 2, 22);
        assertThat(plan.value.functions().stream()
                        .map(planned -> planned.function().value()))
                .isEqualTo(names);
        assertThat(plan.value.controlPlaneCalls()).isEqualTo(24 * 5);
        assertThat(plan.value.unchanged()).isZero();
        assertThat(plan.value.functions().get(3).trouble()).contains("InProgress");
        assertThat(plan.value.functions().get(24).trouble()).contains("nowhere");
        assertThat(plan.value.functions().get(2).steps())
                .containsExactly(RolloutStep.UPDATE_CODE, RolloutStep.PUBLISH, RolloutStep.SHIFT_ALIAS);
        // 120 calls at 12/s; the canary in each of 3 waves; two bakes
        assertThat(plan.value.leastTime()).isEqualTo(Duration.ofSeconds(10 + 3 * 300 + 2 * 60));
        assertThat(fleet.lambda().calls().total()).isEqualTo(2 * 24 + 1);
    }

    @Test
    void progressCountsAndEstimates() {
        List<String> names = fleet.add(240);
        Running running = fleet.start(fleet.rollout(names, NEW));
        fleet.fleet.seconds(10);
        RolloutProgress early = running.events.get(running.events.size() - 1).progress();
        assertThat(early.total()).isEqualTo(240);
        assertThat(early.done() + early.running()).isLessThan(240);
        assertThat(early.eta()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(25));
        fleet.fleet.seconds(30);

        RolloutProgress last = running.events.get(running.events.size() - 1).progress();
        assertThat(last).isEqualTo(new RolloutProgress(240, 240, 0, 0, Duration.ZERO));
    }

    private static final class AtomicPlan {
        RolloutPlan value;
        Throwable error;
    }
}
