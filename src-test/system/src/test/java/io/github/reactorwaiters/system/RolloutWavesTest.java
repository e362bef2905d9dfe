// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.RolloutFleet.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Halt;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.system.RolloutFleet.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Waves, what halts them, and what is told meanwhile. */
class RolloutWavesTest {
    private final RolloutFleet fleet = new RolloutFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    private static List<Portion> waves(String... portions) {
        return Stream.of(portions).map(Portion::parse).toList();
    }

    private void failing(List<String> names, int count) {
        names.subList(0, count).forEach(name -> fleet.lambda()
                .functions()
                .script(name)
                .nextFails("ImageDeleted", "gone", Duration.ofSeconds(2)));
    }

    @Test
    void aWaveBeginsWhenTheOneBeforeHasEndedAndBaked() {
        List<String> names = fleet.add(10);
        Running running =
                fleet.start(fleet.rollout(names, NEW).waves(waves("1", "30%")).bake(Duration.ofMinutes(2)));
        fleet.fleet.seconds(60);
        assertThat(running.of(RolloutEvent.WaveEnded.class)).hasSize(1);
        assertThat(running.of(RolloutEvent.WaveStarted.class)).hasSize(1);
        fleet.fleet.seconds(75);
        assertThat(running.of(RolloutEvent.WaveStarted.class)).hasSize(2);
        fleet.fleet.seconds(300);

        assertThat(running.of(RolloutEvent.WaveStarted.class).stream()
                        .map(event -> event.wave().targets().size()))
                .containsExactly(1, 2, 7);
        assertThat(running.summary().isComplete()).isTrue();
        assertThat(running.summary().elapsed()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void noTargetsAreDoneAtOnce() {
        Running running = fleet.start(fleet.rollout(List.of(), NEW).waves(waves("1", "10%", "100%")));

        assertThat(running.summary().results()).isEmpty();
        assertThat(running.summary().isComplete()).isTrue();
        assertThat(running.events).hasSize(1);
    }

    @Test
    void aFunctionNamedTwiceIsRefused() {
        Running running =
                fleet.start(fleet.rollout(List.of("a", "arn:aws:lambda:eu-west-1:123456789012:function:a"), NEW));

        assertThat(running.errors.get(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("once");
        assertThat(fleet.lambda().calls().total()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"3, 3, false", "3, 4, true", "0, 0, false", "0, 1, true", "10%, 2, false", "10%, 3, true"})
    void itHaltsAtExactlyTheLimit(String limit, int failures, boolean halts) {
        List<String> names = fleet.add(20);
        failing(names, failures);
        RolloutSummary summary =
                fleet.run(fleet.rollout(names, NEW).waves(waves("10")).maxFailures(Portion.parse(limit)));

        assertThat(summary.count(FunctionOutcome.FAILED)).isEqualTo(failures);
        assertThat(summary.count(FunctionOutcome.UPDATED)).isEqualTo((halts ? 10 : 20) - failures);
        assertThat(summary.count(FunctionOutcome.NOT_STARTED)).isEqualTo(halts ? 10 : 0);
        assertThat(summary.halt() == null ? null : summary.halt().cause())
                .isEqualTo(halts ? Halt.Cause.FAILURES : null);
    }

    @Test
    void aHaltLeavesNoFunctionUnknown() {
        List<String> names = fleet.add(200);
        failing(names, 1);
        RolloutSummary summary = fleet.run(fleet.rollout(names, NEW));

        assertThat(summary.halt().cause()).isEqualTo(Halt.Cause.FAILURES);
        assertThat(summary.count(FunctionOutcome.UPDATED)).isBetween(10, 60);
        assertThat(summary.count(FunctionOutcome.STOPPED)).isZero();
        assertThat(fleet.answered("UpdateFunctionCode")).isEqualTo(summary.count(FunctionOutcome.UPDATED) + 1);
        names.forEach(name -> assertThat(fleet.read(name).configuration().lastUpdateStatusAsString())
                .isNotEqualTo("InProgress"));
    }

    @Test
    void theCallersSignalHaltsAlsoWhileItBakes() {
        List<String> names = fleet.add(4);
        Sinks.One<String> alarm = Sinks.one();
        Running running = fleet.start(fleet.rollout(names, NEW)
                .waves(waves("50%"))
                .bake(Duration.ofHours(1))
                .haltOn(alarm.asMono()));
        fleet.fleet.seconds(60);
        alarm.tryEmitValue("error rate above 1%");
        fleet.fleet.seconds(1);

        RolloutSummary summary = running.summary();
        assertThat(summary.halt()).isEqualTo(new Halt(Halt.Cause.SIGNAL, "error rate above 1%"));
        assertThat(RolloutFleet.outcomes(summary))
                .containsExactly(
                        FunctionOutcome.UPDATED,
                        FunctionOutcome.UPDATED,
                        FunctionOutcome.NOT_STARTED,
                        FunctionOutcome.NOT_STARTED);
        assertThat(running.of(RolloutEvent.Halted.class)).hasSize(1);
    }

    @Test
    void aSignalThatFailsHaltsAndOneThatEndsDoesNot() {
        List<String> names = fleet.add(1);
        assertThat(fleet.run(fleet.rollout(names, NEW).haltOn(Mono.empty())).halt())
                .isNull();
        assertThat(fleet.run(fleet.rollout(names, NEW).haltOn(Mono.error(new IllegalStateException("no alarms"))))
                        .halt()
                        .message())
                .contains("no alarms");
    }

    @Test
    void aFailedVerificationHaltsAndShiftsNoFurtherAlias() {
        List<String> names = fleet.addReleased(30);
        RolloutSummary summary = fleet.run(fleet.rollout(names, NEW)
                .alias(AliasShift.allAtOnce("live"))
                .maxFailures(Portion.percent(100))
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test"))));

        assertThat(summary.halt().cause()).isEqualTo(Halt.Cause.VERIFICATION);
        assertThat(summary.halt().message()).contains("smoke test");
        assertThat(summary.count(FunctionOutcome.FAILED)).isBetween(1, 3);
        assertThat(summary.count(FunctionOutcome.STOPPED)).isEqualTo(30 - summary.count(FunctionOutcome.FAILED));
        assertThat(fleet.answered("UpdateAlias")).isEqualTo(summary.count(FunctionOutcome.FAILED));
    }

    @Test
    void aHaltHoldsBackAlsoTheShiftsThatWaitForTheirPermit() {
        List<String> names = fleet.addReleased(300);
        RolloutSummary summary = fleet.run(fleet.rollout(names, NEW)
                .alias(AliasShift.allAtOnce("live"))
                .verify(deployed -> Mono.error(new IllegalStateException("smoke test"))));

        assertThat(summary.halt().cause()).isEqualTo(Halt.Cause.VERIFICATION);
        assertThat(fleet.answered("UpdateAlias")).isBetween(1L, 3L);
        assertThat(summary.count(FunctionOutcome.STOPPED))
                .as("published by then")
                .isGreaterThan(100);
    }

    @Test
    void aHaltHoldsBackAlsoUpdatesThatWaitForAnotherOnesUpdateToEnd() {
        List<String> names = fleet.add(60);
        for (String name : names.subList(1, 60)) {
            fleet.lambda().functions().script(name).next(Duration.ofSeconds(4));
            fleet.lambda().functions().startUpdate(name);
        }
        Sinks.One<String> alarm = Sinks.one();
        Running running = fleet.start(fleet.rollout(names, NEW).haltOn(alarm.asMono()));
        while (fleet.answered("UpdateFunctionCode") < 20) {
            fleet.fleet.pass(Duration.ofMillis(100));
        }
        alarm.tryEmitValue("alarm");
        fleet.fleet.seconds(60);

        assertThat(running.summary().count(FunctionOutcome.NOT_STARTED)).isGreaterThan(30);
        assertThat(fleet.answered("UpdateFunctionCode")).isLessThan(24);
    }

    @Test
    void checksAreListenedToUntilTheyEnd() {
        List<String> names = fleet.add(2);
        Function<String, Flux<Long>> check = failing -> Flux.interval(Duration.ofSeconds(1), fleet.fleet.time)
                .take(3)
                .concatWith(failing.isEmpty() ? Flux.empty() : Flux.error(new IllegalStateException(failing)));
        RolloutSummary summary = fleet.run(fleet.rollout(names, NEW)
                .maxFailures(Portion.percent(100))
                .preCheck(target -> check.apply(target.function().value().equals("f-001") ? "frozen" : ""))
                .verify(deployed -> check.apply("smoke test")));

        assertThat(summary.results().get(0).reason()).isEqualTo("frozen");
        assertThat(summary.results().get(1).reason()).contains("smoke test");
    }

    @Test
    void aPreCheckThatFailsKeepsTheFunctionAsItIs() {
        List<String> names = fleet.add(3);
        List<String> checked = new ArrayList<>();
        RolloutSummary summary =
                fleet.run(fleet.rollout(names, NEW).maxFailures(Portion.of(1)).preCheck(target -> {
                    checked.add(target.function().value());
                    if (target.function().value().equals("f-002")) {
                        throw new IllegalStateException("frozen");
                    }
                    return Flux.just(1, 2);
                }));

        assertThat(checked).isEqualTo(names);
        assertThat(RolloutFleet.outcomes(summary))
                .containsExactly(FunctionOutcome.UPDATED, FunctionOutcome.FAILED, FunctionOutcome.UPDATED);
        assertThat(summary.results().get(1).step()).isEqualTo(RolloutStep.PRE_CHECK);
        assertThat(summary.results().get(1).reason()).isEqualTo("frozen");
    }

    @Test
    void targetsMayDiffer() {
        fleet.add(2);
        RolloutSummary summary = fleet.run(fleet.rollout(List.of(), NEW)
                .targets(Flux.just(
                        new Target(FunctionName.of("f-001"), NEW),
                        new Target(FunctionName.of("f-002"), NEW.withConfiguration(c -> c.timeout(60))))));

        assertThat(summary.isComplete()).isTrue();
        assertThat(fleet.read("f-001").configuration().timeout()).isEqualTo(3);
        assertThat(fleet.read("f-002").configuration().timeout()).isEqualTo(60);
    }
}
