// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static io.github.reactorwaiters.system.RolloutFleet.NEW_CODE;
import static io.github.reactorwaiters.system.RolloutFleet.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.Deployed;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;

/** What happens to one function, step by step. */
class RolloutStepsTest {
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void codeIsUpdatedAndWaitedFor() {
        fleet.add(1);
        Running running = fleet.start(fleet.rollout(List.of("f-001"), NEW));
        fleet.fleet.seconds(3);
        assertThat(running.completed).isFalse();
        fleet.fleet.seconds(3);

        FunctionResult result = only(running.summary());
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(result.codeSha256()).isEqualTo(NEW_CODE.codeSha256());
        assertThat(result.timeSpent().get(RolloutStep.AWAIT_CODE))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        assertThat(running.steps("f-001"))
                .containsExactly(
                        RolloutStep.PRE_CHECK,
                        RolloutStep.READ,
                        RolloutStep.UPDATE_CODE,
                        RolloutStep.AWAIT_CODE,
                        RolloutStep.VERIFY);
        assertThat(fleet.read("f-001").configuration().codeSha256()).isEqualTo(NEW_CODE.codeSha256());
    }

    @Test
    void aFunctionAsWantedIsLeftAlone() {
        fleet.add(1);
        fleet.run(fleet.rollout(List.of("f-001"), NEW));
        fleet.lambda().calls().clear();
        RolloutSummary again = fleet.run(fleet.rollout(List.of("f-001"), NEW));

        assertThat(only(again).outcome()).isEqualTo(FunctionOutcome.UNCHANGED);
        assertThat(again.isComplete()).isTrue();
        assertThat(fleet.lambda().calls().total()).isEqualTo(1);
    }

    @Test
    void everyStepInItsOrder() {
        fleet.addReleased(1);
        FunctionChange both =
                NEW.withConfiguration(c -> c.memorySize(512).environment(e -> e.variables(Map.of("STAGE", "live"))));
        List<Deployed> verified = new ArrayList<>();
        Running running = fleet.start(fleet.rollout(List.of("f-001"), both)
                .alias(AliasShift.allAtOnce("live"))
                .verify(deployed -> Mono.fromRunnable(() -> verified.add(deployed))));
        fleet.fleet.seconds(30);

        FunctionResult result = only(running.summary());
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(result.oldVersion()).isEqualTo("1");
        assertThat(result.newVersion()).isEqualTo("2");
        assertThat(running.steps("f-001"))
                .containsExactly(
                        RolloutStep.PRE_CHECK,
                        RolloutStep.READ,
                        RolloutStep.UPDATE_CODE,
                        RolloutStep.AWAIT_CODE,
                        RolloutStep.UPDATE_CONFIGURATION,
                        RolloutStep.AWAIT_CONFIGURATION,
                        RolloutStep.PUBLISH,
                        RolloutStep.SHIFT_ALIAS,
                        RolloutStep.VERIFY);
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("2");
        assertThat(verified).containsExactly(new Deployed(result.function(), "live", "1", "2", NEW_CODE.codeSha256()));
        assertThat(fleet.lambda().calls().calls().stream()
                        .filter(call -> call.status() >= 400)
                        .toList())
                .isEmpty();
        assertThat(only(fleet.run(fleet.rollout(List.of("f-001"), both).alias(AliasShift.allAtOnce("live"))))
                        .outcome())
                .isEqualTo(FunctionOutcome.UNCHANGED);
    }

    @Test
    void onlyWhatDiffersOfTheConfigurationIsUpdated() {
        fleet.add(1);
        FunctionChange more = FunctionChange.ofConfiguration(
                c -> c.memorySize(1024).layers("arn:aws:lambda:eu-west-1:123456789012:layer:tools:1"));
        assertThat(only(fleet.run(fleet.rollout(List.of("f-001"), more))).outcome())
                .isEqualTo(FunctionOutcome.UPDATED);
        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isZero();
        assertThat(only(fleet.run(fleet.rollout(List.of("f-001"), more))).outcome())
                .isEqualTo(FunctionOutcome.UNCHANGED);
        assertThat(fleet.lambda().calls().count("UpdateFunctionConfiguration")).isOne();
    }

    @Test
    void somebodyElsesUpdateIsWaitedForFirst() {
        fleet.add(1);
        fleet.lambda().functions().startConfigurationUpdate("f-001");
        Running running = fleet.start(fleet.rollout(List.of("f-001"), NEW));
        fleet.fleet.seconds(20);

        assertThat(only(running.summary()).outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(running.steps("f-001")).contains(RolloutStep.AWAIT_UPDATABLE);
        assertThat(fleet.lambda().calls().count("UpdateFunctionCode")).isOne();
    }

    @Test
    void pendingIsWaitedForAndInactiveIsUpdated() {
        fleet.lambda().functions().create("young");
        fleet.lambda().functions().add("idle");
        fleet.lambda().functions().idle("idle");
        RolloutSummary summary = fleet.run(fleet.rollout(List.of("young", "idle"), NEW));

        assertThat(RolloutFleet.outcomes(summary)).containsOnly(FunctionOutcome.UPDATED);
        assertThat(fleet.read("idle").configuration().stateAsString()).isEqualTo("Active");
    }

    @Test
    void aFunctionThatFailedOnCreationIsReported() {
        fleet.lambda().functions().script("broken").nextFails("InvalidSubnet", "no such subnet", Duration.ofSeconds(2));
        fleet.lambda().functions().create("broken");
        FunctionResult result = only(fleet.run(fleet.rollout(List.of("broken"), NEW)));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(result.step()).isEqualTo(RolloutStep.AWAIT_UPDATABLE);
        assertThat(result.reasonCode()).isEqualTo("InvalidSubnet");
        assertThat(result.reason()).contains("no such subnet");
    }

    @Test
    void aVersionWithSnapStartIsWaitedForBeforeItsAliasGoesThere() {
        fleet.addReleased(1);
        FunctionChange snap =
                NEW.withConfiguration(c -> c.snapStart(s -> s.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS)));
        fleet.lambda()
                .functions()
                .script("f-001")
                .next(Duration.ofSeconds(4))
                .next(Duration.ofSeconds(4))
                .next(Duration.ofMinutes(3));
        Running running = fleet.start(fleet.rollout(List.of("f-001"), snap).alias(AliasShift.allAtOnce("live")));
        fleet.fleet.seconds(120);
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("1");
        fleet.fleet.seconds(120);

        assertThat(only(running.summary()).outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(running.steps("f-001")).contains(RolloutStep.AWAIT_VERSION);
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("2");
    }

    @Test
    void anAliasThatIsNotThereIsCreated() {
        fleet.add(1);
        FunctionResult result = only(fleet.run(
                fleet.rollout(List.of("f-001"), NEW).alias(AliasShift.canary("live", 10, Duration.ofMinutes(5)))));

        assertThat(result.outcome()).isEqualTo(FunctionOutcome.UPDATED);
        assertThat(result.oldVersion()).isNull();
        assertThat(fleet.alias("f-001").functionVersion()).isEqualTo("1");
    }

    @Test
    void objectsInS3AndImages() {
        fleet.add(1);
        fleet.lambda()
                .functions()
                .surroundings()
                .upload("bucket", "a.zip", "PKfromS3".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        CodeSource s3 = CodeSource.s3("bucket", "a.zip");
        FunctionResult result = only(fleet.run(fleet.rollout(List.of("f-001"), FunctionChange.ofCode(s3))));
        assertThat(result.outcome()).isEqualTo(FunctionOutcome.UPDATED);

        FunctionChange told = FunctionChange.ofCode(s3.withCodeSha256(result.codeSha256()));
        assertThat(only(fleet.run(fleet.rollout(List.of("f-001"), told))).outcome())
                .isEqualTo(FunctionOutcome.UNCHANGED);

        FunctionResult image =
                only(fleet.run(fleet.rollout(List.of("f-001"), FunctionChange.ofCode(CodeSource.image("repo/app:2")))));
        assertThat(image.outcome()).isEqualTo(FunctionOutcome.FAILED);
        assertThat(image.reasonCode()).isEqualTo("InvalidParameterValueException");
        assertThat(image.step()).isEqualTo(RolloutStep.UPDATE_CODE);
    }
}
