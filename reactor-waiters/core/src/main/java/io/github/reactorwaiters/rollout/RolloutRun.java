// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;

/** One run of a rollout: wave after wave, then the rollback if there is to be one. */
final class RolloutRun {
    /** Functions between their reading and the permit for their first call: some seconds' worth of permits. */
    static final int READ_AHEAD = 64;

    private final RolloutSettings settings;
    private final Gates gates;
    private final List<Target> targets;
    private final JournalRecords records;
    private final List<Wave> waves;
    private final RunContext run;
    private final RunLog log;

    /** Those that ended, in that order; several may end at once. */
    private final ConcurrentLinkedQueue<FunctionRun> ended = new ConcurrentLinkedQueue<>();

    private final Map<String, FunctionResult> results = new ConcurrentHashMap<>();

    private RolloutRun(
            RolloutSettings settings,
            Gates gates,
            FluxSink<RolloutEvent> sink,
            List<Target> targets,
            JournalRecords records) {
        this.settings = settings;
        this.gates = gates;
        this.targets = targets;
        this.records = records;
        this.waves = Wave.divide(targets, settings.waves());
        var calls = settings.watcher().controlPlane().withCallTimeout(settings.callTimeout());
        var clock = settings.watcher().budget().clock();
        Duration bakes = settings.bake().multipliedBy(Math.max(0, waves.size() - 1));
        this.log = new RunLog(sink, clock, calls.permits(), targets.size(), bakes);
        this.run = new RunContext(settings, calls, gates, log);
    }

    /** Runs to the end, whatever becomes of the subscriber; fails if the targets or the journal are unusable. */
    static Mono<Void> execute(RolloutSettings settings, Gates gates, FluxSink<RolloutEvent> sink) {
        RolloutJournal journal = settings.journal();
        return gates.unlessStopped(Targets.collect(settings.targets()))
                .flatMap(targets -> Mono.usingWhen(
                        Mono.defer(journal::open).onErrorMap(JournalException::new),
                        entries -> new RolloutRun(
                                        settings, gates, sink, targets, new JournalRecords(entries, settings, targets))
                                .execute(),
                        entries -> journal.close()));
    }

    private Mono<Void> execute() {
        long start = run.clock().nanos();
        Mono<Void> all = Flux.fromIterable(waves).concatMap(this::wave).then(Mono.defer(this::rollBack));
        return Mono.using(this::listenForHalt, listening -> all, Disposable::dispose)
                .then(Mono.defer(() -> {
                    Throwable failure = gates.failure();
                    if (failure != null) {
                        return Mono.error(failure);
                    }
                    log.ended(summary(Duration.ofNanos(run.clock().nanos() - start)));
                    return Mono.empty();
                }));
    }

    private Disposable listenForHalt() {
        return Flux.from(settings.haltOn()).next().subscribe(this::halt, this::halt);
    }

    private void halt(Object signal) {
        Halt why = Halt.of(Halt.Cause.SIGNAL, signal);
        gates.halt(why, () -> log.halted(why));
    }

    private Mono<Void> wave(Wave wave) {
        if (!gates.isOpen()) {
            wave.targets().forEach(target -> passOver(target, wave));
            return Mono.empty();
        }
        return Mono.fromRunnable(() -> log.waveStarted(wave, waves.size()))
                .thenMany(Flux.fromIterable(wave.targets()))
                .map(target -> run(target, wave))
                .flatMap(FunctionRun::begin, READ_AHEAD)
                .flatMap(function -> function.finish().doOnNext(result -> ended(function, result)), Integer.MAX_VALUE)
                .then(Mono.fromRunnable(() -> log.waveEnded(wave, waves.size())))
                .then(wave.number() == waves.size() ? Mono.empty() : Mono.defer(this::bake));
    }

    private Mono<Void> bake() {
        return gates.whileOpen(run.delay(settings.bake()).then())
                .onErrorResume(Gates.ClosedException.class, halted -> Mono.empty())
                .doOnSuccess(nothing -> log.baked(settings.bake()));
    }

    private void ended(FunctionRun function, FunctionResult result) {
        add(result);
        ended.add(function);
        Halt why = halting(function, result);
        boolean told = why != null
                && gates.halt(why, () -> {
                    log.ended(result);
                    log.halted(why);
                });
        if (!told && result.outcome() != FunctionOutcome.NOT_STARTED) {
            log.ended(result);
        }
    }

    /** Why {@code result} halts the rollout; null if it does not. */
    private @Nullable Halt halting(FunctionRun function, FunctionResult result) {
        if (function.failedVerification()) {
            return Halt.of(Halt.Cause.VERIFICATION, result.function() + ": " + result.reason());
        }
        return result.outcome() == FunctionOutcome.FAILED
                        && settings.maxFailures().isExceededBy(log.failed(), targets.size())
                ? Halt.of(Halt.Cause.FAILURES, log.failed() + " functions failed")
                : null;
    }

    /** Returns what was changed, also by earlier runs, if the run was halted and is to roll back. */
    private Mono<Void> rollBack() {
        if (!settings.rollsBack() || gates.halt() == null || gates.isStopped()) {
            return Mono.empty();
        }
        return Flux.fromIterable(ended)
                .filter(FunctionRun::isStarted)
                .flatMap(
                        function -> function.rollBack().doOnNext(result -> {
                            add(result);
                            log.ended(result);
                        }),
                        Integer.MAX_VALUE)
                .then();
    }

    private FunctionRun run(Target target, Wave wave) {
        return new FunctionRun(target, wave.number(), records.of(target.function()), run);
    }

    private void passOver(Target target, Wave wave) {
        FunctionRun function = run(target, wave);
        add(function.passOver());
        ended.add(function);
    }

    private void add(FunctionResult result) {
        results.put(result.function().name(), result);
    }

    private RolloutSummary summary(Duration elapsed) {
        List<FunctionResult> ordered = new ArrayList<>(targets.size());
        for (Target target : targets) {
            FunctionResult result = results.get(target.function().name());
            if (result != null) {
                ordered.add(result);
            }
        }
        return new RolloutSummary(ordered, gates.halt(), elapsed);
    }
}
