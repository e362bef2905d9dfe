// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Changes a fleet. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description = "Updates many functions, wave after wave: 0, or 1 if a function failed or the rollout halted.")
final class RolloutCommand implements Callable<Integer>, Failures.Verbose {
    @Mixin
    final CommonOptions options = new CommonOptions();

    @Mixin
    final RolloutChange change = new RolloutChange();

    @Mixin
    final RolloutPacing pacing = new RolloutPacing();

    @Option(
            names = "--targets",
            required = true,
            split = ",",
            paramLabel = "PATTERN|@FILE",
            description = "Functions: names, patterns such as orders-*, or a file of them.")
    List<String> targets = new ArrayList<>();

    @Option(
            names = "--budget-share",
            paramLabel = "S",
            converter = NumberConverters.Share.class,
            description = "Part of the API quotas to use; default: 0.8.")
    double budgetShare = 0.8;

    @Option(names = "--dry-run", description = "Show the plan only.")
    boolean dryRun;

    @Option(names = "--yes", description = "Do not ask for confirmation.")
    boolean yes;

    @Option(names = "--resume", description = "Go on from the journal of a rollout that did not end.")
    boolean resume;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            converter = GivenFile.class,
            description = "Where to keep what was done, until all is; default: ${DEFAULT-VALUE}.")
    Path journal = Path.of("lambda-watch-rollout.jsonl");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = NumberConverters.Port.class,
            description = "Serve the dashboard of the functions meanwhile; 0: any free one. Default: do not.")
    @Nullable
    Integer port;

    private final Terminal terminal;
    private final StopSignal stop;

    RolloutCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException {
        FunctionChange wanted = change.change();
        RolloutTargets chosen = new RolloutTargets(targets);
        requireFreeJournal();
        FunctionWatcher watcher =
                options.watcher().budgetShare(budgetShare).strict(true).build();
        try {
            RolloutBuilder rollout = Rollout.builder(watcher);
            pacing.apply(rollout); // before the first call: it may refuse
            List<FunctionName> functions =
                    Objects.requireNonNull(chosen.find(watcher.controlPlane()).block());
            if (functions.isEmpty()) {
                throw new IllegalArgumentException("--targets match no function: " + String.join(",", targets));
            }
            rollout.targets(Flux.fromIterable(functions).map(function -> new Target(function, wanted)));
            boolean keeps = !dryRun || resume;
            rollout.journal(keeps ? RolloutJournal.file(journal) : RolloutJournal.none());
            return run(rollout.build(), watched(watcher, functions));
        } finally {
            Closing.later(watcher);
        }
    }

    /** What shows a rollout's events on a dashboard while they are subscribed to, if there is to be one. */
    private UnaryOperator<Flux<RolloutEvent>> watched(FunctionWatcher watcher, List<FunctionName> functions) {
        Integer wanted = port;
        if (wanted == null) {
            return events -> events;
        }
        return events -> Flux.using(
                () -> {
                    Dashboard dashboard =
                            Dashboard.serve(watcher, watcher.watch(functions), Schedulers.parallel(), wanted, null);
                    terminal.note("dashboard at " + dashboard.url());
                    return dashboard;
                },
                dashboard -> dashboard.observe(events),
                Dashboard::close);
    }

    private int run(Rollout rollout, UnaryOperator<Flux<RolloutEvent>> watched) throws IOException {
        RolloutPlan plan = Objects.requireNonNull(rollout.plan().block());
        terminal.line(options.json ? RolloutJson.line(plan) : RolloutText.plan(plan));
        if (dryRun) {
            return 0;
        }
        if (!confirmed(plan)) {
            terminal.note("nothing was changed");
            return Failures.FAILED;
        }
        RolloutSummary summary = show(watched.apply(rollout.run()), plan);
        if (summary == null) {
            terminal.note("stopped; --resume goes on from " + journal);
            return Failures.TIMED_OUT;
        }
        if (!options.json) {
            terminal.line(RolloutText.summary(summary));
        }
        if (summary.isComplete()) {
            Files.deleteIfExists(journal);
            return 0;
        }
        terminal.note("not all is done; --resume goes on from " + journal);
        return RolloutText.isDenied(summary) ? Failures.DENIED : Failures.FAILED;
    }

    /** Null if it was stopped before its end. */
    private @Nullable RolloutSummary show(Flux<RolloutEvent> events, RolloutPlan plan) {
        Scheduler output = Schedulers.newSingle("lambda-watch-output", true);
        RolloutDisplay display = RolloutDisplay.of(terminal, options.json, plan);
        Duration stopAfter = options.stopAfter;
        Mono<Void> timeUp =
                stopAfter == null ? Mono.never() : Mono.delay(stopAfter).then();
        try {
            RolloutEvent last = events.takeUntilOther(Mono.firstWithSignal(stop.asMono(), timeUp))
                    .publishOn(output)
                    .doOnNext(display::show)
                    .blockLast();
            display.end();
            return last instanceof RolloutEvent.Ended ended ? ended.summary() : null;
        } finally {
            output.dispose();
        }
    }

    private void requireFreeJournal() {
        long size = GivenFile.size("--journal", journal);
        if (!resume && !dryRun && size > 0) {
            throw new IllegalArgumentException("--journal " + Quoted.of(journal.toString())
                    + " is of a rollout that did not end: pass --resume to go on with it, name another, or remove it");
        }
    }

    private boolean confirmed(RolloutPlan plan) {
        if (yes || !terminal.interactive()) {
            return true;
        }
        return terminal.asks("Change " + (plan.functions().size() - plan.unchanged()) + " functions? [y/N] ");
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }
}
