// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.CallFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes the plan of a rollout: reads each function once, changes nothing. */
final class Planning {
    private final RolloutSettings settings;
    private final Release release;
    private final FunctionReader reader;

    Planning(RolloutSettings settings) {
        this.settings = settings;
        this.release = settings.release();
        ApiBudget budget = settings.watcher().budget();
        this.reader = new FunctionReader(
                settings.watcher().controlPlane(), budget.clock().scheduler(), 1);
    }

    Mono<RolloutPlan> plan() {
        return Targets.collect(settings.targets()).flatMap(targets -> records(targets)
                .flatMap(records -> plan(Wave.divide(targets, settings.waves()), records)));
    }

    private Mono<JournalRecords> records(List<Target> targets) {
        RolloutJournal journal = settings.journal();
        return Mono.usingWhen(
                Mono.defer(journal::open).onErrorMap(JournalException::new),
                entries -> Mono.fromCallable(() -> new JournalRecords(entries, settings, targets)),
                entries -> journal.close());
    }

    private Mono<RolloutPlan> plan(List<Wave> waves, JournalRecords records) {
        return Flux.fromIterable(waves)
                .flatMapIterable(wave -> wave.targets().stream()
                        .map(target -> planned(target, wave, records.of(target.function())))
                        .toList())
                .flatMapSequential(planned -> planned, RolloutRun.READ_AHEAD)
                .collectList()
                .map(functions -> sum(waves, functions));
    }

    private Mono<PlannedFunction> planned(Target target, Wave wave, Recorded recorded) {
        if (recorded.isDone()) {
            return Mono.just(new PlannedFunction(target.function(), wave.number(), List.of(), null));
        }
        return reader.read(target.function(), release.alias())
                .map(reading -> new PlannedFunction(
                        target.function(),
                        wave.number(),
                        steps(Needs.of(target.change(), release, recorded, reading)),
                        trouble(reading)))
                .onErrorResume(
                        error -> !(error instanceof CallFailedException failed
                                && failed.kind() == CallFailedException.Kind.CREDENTIALS),
                        error -> Mono.just(
                                new PlannedFunction(target.function(), wave.number(), List.of(), Reasons.text(error))));
    }

    private static @Nullable String trouble(Reading reading) {
        if (reading.isUpdatable()) {
            return null;
        }
        String reason = reading.latest().stateReason();
        return "State=" + reading.latest().stateAsString() + ", LastUpdateStatus="
                + reading.latest().lastUpdateStatusAsString() + (reason == null ? "" : ": " + reason);
    }

    private static List<RolloutStep> steps(Needs needs) {
        List<RolloutStep> steps = new ArrayList<>();
        if (needs.code()) {
            steps.add(RolloutStep.UPDATE_CODE);
        }
        if (needs.configuration()) {
            steps.add(RolloutStep.UPDATE_CONFIGURATION);
        }
        if (needs.publish()) {
            steps.add(RolloutStep.PUBLISH);
        }
        if (needs.shift()) {
            steps.add(RolloutStep.SHIFT_ALIAS);
        }
        return steps;
    }

    private RolloutPlan sum(List<Wave> waves, List<PlannedFunction> functions) {
        AliasShift shift = release.shift();
        long shiftCalls = shift == null ? 0 : shift.calls();
        long changing = 0;
        long reading = 0;
        for (PlannedFunction function : functions) {
            reading += release.shift() == null ? 1 : 2;
            for (RolloutStep step : function.steps()) {
                changing += step == RolloutStep.SHIFT_ALIAS ? shiftCalls : 1;
                reading += step == RolloutStep.PUBLISH ? 0 : 1;
            }
        }
        ApiBudget budget = settings.watcher().budget();
        Duration calls = longer(
                Estimate.ofCalls(
                        (double) changing, budget.controlPlane().status().rate()),
                Estimate.ofCalls((double) reading, budget.getFunction().status().rate()));
        int begun = (int) functions.stream()
                .filter(function -> !function.steps().isEmpty())
                .mapToInt(PlannedFunction::wave)
                .distinct()
                .count();
        Duration shifts = shift == null
                ? Duration.ZERO
                : shift.bake().multipliedBy(shift.percents().size()).multipliedBy(begun);
        Duration bakes = settings.bake().multipliedBy(Math.max(0, waves.size() - 1));
        return new RolloutPlan(
                waves, functions, changing, reading, calls.plus(shifts).plus(bakes));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
