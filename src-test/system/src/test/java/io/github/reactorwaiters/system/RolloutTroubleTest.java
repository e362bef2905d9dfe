// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static io.github.reactorwaiters.system.RolloutFleet.NEW_CODE;
import static io.github.reactorwaiters.system.RolloutFleet.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Faults;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure at each step: what passes is waited out, what does not is reported with its step and code. */
class RolloutTroubleTest {
    private static final FunctionChange BOTH = NEW.withConfiguration(c -> c.memorySize(512));
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private RolloutBuilder all(List<String> names) {
        return fleet.rollout(names, BOTH).alias(AliasShift.allAtOnce("live")).maxFailures(Portion.percent(100));
    }

    private void assertThatAllIsDone(String name) {
        assertThat(fleet.read(name).configuration().codeSha256()).isEqualTo(NEW_CODE.codeSha256());
        assertThat(fleet.read(name).configuration().memorySize()).isEqualTo(512);
        assertThat(fleet.alias(name).functionVersion()).isEqualTo("2");
        assertThat(fleet.alias(name).routingConfig()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UpdateFunctionCode, UPDATE_CODE",
        "UpdateFunctionConfiguration, UPDATE_CONFIGURATION",
        "PublishVersion, PUBLISH",
        "UpdateAlias, SHIFT_ALIAS"
    })
    void accessDeniedOnOneStepFailsThatFunctionThere(String operation, RolloutStep step) {
        List<String> names = fleet.addReleased(3);
        fleet.lambda().faults().add(Fault.accessDenied().on(operation).functions("f-002"));
        RolloutSummary summary = fleet.run(all(names));

        assertThat(RolloutFleet.outcomes(summary))
                .containsExactly(FunctionOutcome.UPDATED, FunctionOutcome.FAILED, FunctionOutcome.UPDATED);
        FunctionResult failed = summary.results().get(1);
        assertThat(failed.step()).isEqualTo(step);
        assertThat(failed.reasonCode()).isEqualTo("AccessDeniedException");
        assertThat(failed.reason()).contains(operation);
    }

    @Test
    void aFunctionThatMayNotBeReadFailsAndOneReadableByItsConfigurationDoesNot() {
        List<String> names = fleet.addReleased(2);
        fleet.lambda().faults().add(Fault.accessDenied().on("GetFunction"));
        fleet.lambda()
                .faults()
                .add(Fault.accessDenied().on("GetFunctionConfiguration").functions("f-002"));
        RolloutSummary summary = fleet.run(all(names));

        assertThat(RolloutFleet.outcomes(summary)).containsExactly(FunctionOutcome.UPDATED, FunctionOutcome.FAILED);
        assertThat(summary.results().get(1).step()).isEqualTo(RolloutStep.READ);
        fleet.lambda().faults().clear();
        assertThatAllIsDone("f-001");
    }

    /** Answers lost after the call was carried out, refused before, and cut connections, at each call once. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "half",
                "error500",
                "error503html",
                "reset",
                "close",
                "malformed",
                "empty",
                "hang",
                "expiredtoken",
                "throttle"
            })
    void whatPassesIsWaitedOutAtEachStep(String fault) {
        fleet.addReleased(1);
        for (String operation : List.of(
                "GetFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "PublishVersion", "UpdateAlias")) {
            fleet.lambda().faults().add(Faults.parse(fault + "@" + operation + ":2x"));
        }
        FunctionResult result = only(fleet.run(all(List.of("f-001"))));

        assertThat(result.outcome()).as(result.reason()).isEqualTo(FunctionOutcome.UPDATED);
        assertThatAllIsDone("f-001");
        assertThat(fleet.lambda()
                        .client()
                        .listVersionsByFunction(l -> l.functionName("f-001"))
                        .join()
                        .versions())
                .hasSize(3);
    }

    @Test
    void throttledThroughoutItIsSlowAndFailsNothing() {
        List<String> names = fleet.addReleased(40);
        fleet.lambda().faults().add(Fault.throttle().probability(0.3));
        fleet.lambda().faults().add(Fault.throttlingException().probability(0.1));
        RolloutSummary summary = fleet.run(all(names));

        assertThat(summary.count(FunctionOutcome.UPDATED)).isEqualTo(40);
        fleet.lambda().faults().clear();
        names.forEach(this::assertThatAllIsDone);
        assertThat(fleet.answered("PublishVersion")).isEqualTo(40);
        assertThat(fleet.answered("UpdateAlias")).isEqualTo(40);
    }

    @Test
    void anUpdateThatFailsIsReportedWithLambdasReason() {
        fleet.addReleased(1);
        fleet.lambda()
                .functions()
                .script("f-001")
                .nextFails("InvalidZipFileException", "broken", Duration.ofSeconds(3));
        FunctionResult result = only(fleet.run(all(List.of("f-001"))));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.step()).isEqualTo(RolloutStep.AWAIT_CODE);
        assertThat(result.reasonCode()).isEqualTo("InvalidZipFileException");
        assertThat(fleet.answered("PublishVersion")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, AWAIT_CODE", "7, AWAIT_CONFIGURATION"})
    void aFunctionDeletedMidwayFails(int second, RolloutStep step) {
        fleet.addReleased(1);
        Running running = fleet.start(all(List.of("f-001")));
        fleet.fleet.seconds(second);
        fleet.lambda().functions().delete("f-001");
        fleet.fleet.seconds(60);

        FunctionResult result = only(running.summary());
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.step()).isEqualTo(step);
        assertThat(result.reason()).contains("absent");
    }

    @Test
    void aFunctionThatIsNotThereFails() {
        FunctionResult result = only(fleet.run(all(List.of("nowhere"))));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.step()).isEqualTo(RolloutStep.READ);
        assertThat(result.reasonCode()).isEqualTo("ResourceNotFoundException");
    }

    /** A rollout whose update of the code ended 10 ms ago, between two scans of the watcher. */
    private Running startedWithItsUpdateOverUnseen() {
        fleet.addReleased(1);
        fleet.lambda().functions().script("f-001").next(Duration.ofMillis(3_950));
        Running running = fleet.start(all(List.of("f-001")));
        fleet.fleet.pass(Duration.ofMillis(3_960));
        return running;
    }

    @Test
    void aWriterWhoLeavesTheCodeAloneOnlyDelays() {
        Running running = startedWithItsUpdateOverUnseen();
        fleet.lambda().functions().startConfigurationUpdate("f-001"); // before ours of the configuration
        fleet.fleet.seconds(120);

        assertThat(only(running.summary()).outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThatAllIsDone("f-001");
    }

    @Test
    void aWriterOfOtherCodeIsReported() {
        Running running = startedWithItsUpdateOverUnseen();
        fleet.lambda().functions().startUpdate("f-001");
        fleet.fleet.seconds(120);

        FunctionResult result = only(running.summary());
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.reasonCode()).isEqualTo("CONCURRENT_CHANGE");
        assertThat(fleet.answered("PublishVersion")).isZero();
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("1");
    }

    @Test
    void anUpdateThatTakesTooLongFails() {
        fleet.addReleased(1);
        fleet.lambda().functions().script("f-001").next(Duration.ofHours(1));
        FunctionResult result = only(fleet.run(all(List.of("f-001")).waitTimeout(Duration.ofMinutes(3))));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.reasonCode()).isEqualTo("TIMED_OUT");
        assertThat(result.step()).isEqualTo(RolloutStep.AWAIT_CODE);
    }
}
