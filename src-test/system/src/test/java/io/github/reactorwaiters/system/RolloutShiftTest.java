// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static io.github.reactorwaiters.system.RolloutFleet.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import software.amazon.awssdk.services.lambda.model.PackageType;

/** Canary and linear shifts, and the way back. */
class RolloutShiftTest {
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    /** What goes to version 2, in percent. */
    private double share() {
        var alias = fleet.alias("f-001");
        Map<String, Double> weights =
                alias.routingConfig() == null ? Map.of() : alias.routingConfig().additionalVersionWeights();
        assertThat(weights.values().stream().mapToDouble(weight -> weight).sum())
                .isLessThan(1);
        assertThat(weights.keySet()).doesNotContain(alias.functionVersion());
        return alias.functionVersion().equals("2") ? 100 : 100 * weights.getOrDefault("2", 0.0);
    }

    @Test
    void aCanaryBakesAndThenTakesAll() {
        fleet.addReleased(1);
        Running running = fleet.start(
                fleet.rollout(List.of("f-001"), NEW).alias(AliasShift.canary("live", 10, Duration.ofMinutes(5))));
        fleet.fleet.seconds(60);
        assertThat(share()).isEqualTo(10);
        fleet.fleet.seconds(235);
        assertThat(share()).isEqualTo(10);
        fleet.fleet.seconds(20);

        assertThat(share()).isEqualTo(100);
        assertThat(only(running.summary()).timeSpent().get(RolloutStep.SHIFT_ALIAS))
                .isBetween(Duration.ofMinutes(5), Duration.ofSeconds(302));
        assertThat(fleet.answered("UpdateAlias")).isEqualTo(2);
    }

    @Test
    void aLinearShiftGoesStepByStep() {
        fleet.addReleased(1);
        Running running = fleet.start(
                fleet.rollout(List.of("f-001"), NEW).alias(AliasShift.linear("live", 30, Duration.ofMinutes(1))));
        fleet.fleet.seconds(30);
        for (double expected : new double[] {30, 60, 90, 100}) {
            assertThat(share()).isEqualTo(expected);
            fleet.fleet.seconds(60);
        }
        assertThat(only(running.summary()).outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(fleet.answered("UpdateAlias")).isEqualTo(4);
    }

    @Test
    void anAliasThatSomebodyElseMovedIsReportedAndStays() {
        fleet.addReleased(1);
        Running running = fleet.start(
                fleet.rollout(List.of("f-001"), NEW).alias(AliasShift.canary("live", 10, Duration.ofMinutes(5))));
        fleet.fleet.seconds(60);
        fleet.lambda()
                .client()
                .updateAlias(u -> u.functionName("f-001")
                        .name("live")
                        .functionVersion("$LATEST")
                        .routingConfig(r -> r.additionalVersionWeights(Map.of())))
                .join();
        fleet.fleet.seconds(400);

        FunctionResult result = only(running.summary());
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.reasonCode()).isEqualTo("CONCURRENT_CHANGE");
        assertThat(result.step()).isEqualTo(RolloutStep.SHIFT_ALIAS);
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("$LATEST");
    }

    @Test
    void aHaltReturnsAliasesOfAllWavesAndEndsBakes() {
        List<String> names = fleet.addReleased(4);
        Sinks.One<String> alarm = Sinks.one();
        Running running = fleet.start(fleet.rollout(names, NEW)
                .alias(AliasShift.canary("live", 10, Duration.ofMinutes(5)))
                .waves(List.of(Portion.of(1), Portion.of(3)))
                .haltOn(alarm.asMono())
                .rollbackOnHalt(true));
        fleet.fleet.seconds(400); // the second wave bakes
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(5);

        RolloutSummary summary = running.summary();
        assertThat(RolloutFleet.outcomes(summary))
                .containsExactly(
                        FunctionOutcome.ROLLED_BACK,
                        FunctionOutcome.ROLLED_BACK,
                        FunctionOutcome.ROLLED_BACK,
                        FunctionOutcome.NOT_STARTED);
        names.forEach(name -> {
            assertThat(fleet.alias(name).functionVersion()).isEqualTo("1");
            assertThat(fleet.alias(name).routingConfig()).isNull();
        });
        assertThat(summary.isComplete()).isFalse();
    }

    @Test
    void withoutRollbackAHaltFinishesTheShiftsThatHaveBegun() {
        fleet.addReleased(2);
        Sinks.One<String> alarm = Sinks.one();
        Running running = fleet.start(fleet.rollout(List.of("f-001", "f-002"), NEW)
                .alias(AliasShift.canary("live", 10, Duration.ofMinutes(5)))
                .haltOn(alarm.asMono()));
        fleet.fleet.seconds(60);
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(300);

        assertThat(RolloutFleet.outcomes(running.summary())).containsOnly(FunctionOutcome.UPDATED);
        assertThat(share()).isEqualTo(100);
    }

    @Test
    void aFailedVerificationReturnsWhatItFound() {
        fleet.addReleased(1);
        FunctionResult result = only(fleet.run(fleet.rollout(List.of("f-001"), NEW)
                .alias(AliasShift.allAtOnce("live"))
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                .rollbackOnHalt(true)));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.ROLLED_BACK);
        assertThat(result.reason()).contains("smoke test");
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("1");
    }

    @Test
    void withoutAnAliasTheFunctionGetsThePreviousCodeThatWasGiven() {
        fleet.add(2);
        CodeSource old = RolloutFleet.zip("old");
        fleet.run(fleet.rollout(List.of("f-001"), FunctionChange.ofCode(old)));
        String oldCode = fleet.read("f-002").configuration().codeSha256();
        RolloutSummary summary = fleet.run(fleet.rollout(List.of("f-001", "f-002"), NEW.withPreviousCode(old))
                .waves(List.of(Portion.of(1)))
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                .rollbackOnHalt(true));

        assertThat(RolloutFleet.outcomes(summary))
                .containsExactly(FunctionOutcome.ROLLED_BACK, FunctionOutcome.NOT_STARTED);
        assertThat(summary.results().get(0).codeSha256()).isEqualTo(old.codeSha256());
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(old.codeSha256());
        assertThat(fleet.read("f-002").configuration().codeSha256()).isEqualTo(oldCode);
    }

    @Test
    void anImageFunctionGetsItsPreviousImageBack() {
        fleet.lambda()
                .client()
                .createFunction(c -> c.functionName("app")
                        .role("arn:aws:iam::123456789012:role/app")
                        .packageType(PackageType.IMAGE)
                        .code(code -> code.imageUri("repo/app:1")))
                .join();
        fleet.fleet.seconds(30);
        String before = fleet.read("app").code().resolvedImageUri();
        FunctionResult result =
                only(fleet.run(fleet.rollout(List.of("app"), FunctionChange.ofCode(CodeSource.image("repo/app:2")))
                        .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                        .rollbackOnHalt(true)));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.ROLLED_BACK);
        assertThat(fleet.answered("UpdateFunctionCode")).isEqualTo(2);
        assertThat(fleet.read("app").code().resolvedImageUri()).isEqualTo(before);
    }

    @Test
    void aFunctionWithoutAnythingToReturnToStays() {
        fleet.add(1);
        FunctionResult result = only(fleet.run(fleet.rollout(List.of("f-001"), NEW)
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test")))
                .rollbackOnHalt(true)));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.step()).isEqualTo(RolloutStep.VERIFY);
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(RolloutFleet.NEW_CODE.codeSha256());
    }
}
