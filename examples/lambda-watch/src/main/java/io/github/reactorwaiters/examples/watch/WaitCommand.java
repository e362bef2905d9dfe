// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateException;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Waits for functions. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Ends when all the functions are there: 0, or 1 if one failed, 3 if one took too long.")
final class WaitCommand implements Callable<Integer>, Failures.Verbose {
    @Mixin
    final CommonOptions options = new CommonOptions();

    @Parameters(index = "0", paramLabel = "GOAL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    WaitGoal goal;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Functions, by name or ARN.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Default: 10m.")
    Duration timeout = Duration.ofMinutes(10);

    private final Terminal terminal;
    private final StopSignal stop;

    WaitCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        List<FunctionName> functions = names.stream()
                .distinct()
                .map(text -> Given.read("NAME", () -> FunctionName.of(text)))
                .toList();
        FunctionWatcher watcher =
                options.watcher().strict(true).awaitTimeout(patience()).build();
        Scheduler output = Schedulers.newSingle("lambda-watch-output", true);
        try {
            WaitProgress progress = new WaitProgress(terminal, options.json, goal, functions.size());
            List<Mono<WaitResult>> waits = functions.stream()
                    .map(function -> result(watcher, function))
                    .toList();
            Mono<Integer> all = Flux.fromIterable(waits)
                    .flatMap(wait -> wait, Integer.MAX_VALUE)
                    .publishOn(output)
                    .doOnNext(progress::show)
                    .map(result -> result.outcome().exitCode())
                    .reduce(0, Math::max);
            // Stopped from outside, not all is there.
            Integer code = all.takeUntilOther(stop.asMono()).block();
            progress.end();
            return code == null ? Failures.TIMED_OUT : code;
        } finally {
            output.dispose();
            Closing.later(watcher);
        }
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }

    private Duration patience() {
        Duration stopAfter = options.stopAfter;
        return stopAfter != null && stopAfter.compareTo(timeout) < 0 ? stopAfter : timeout;
    }

    private Mono<WaitResult> result(FunctionWatcher watcher, FunctionName function) {
        Scheduler clock = Schedulers.parallel();
        Mono<FunctionSnapshot> wait = Given.read("NAME", () -> goal.await(watcher, function));
        return Mono.defer(() -> {
            long start = clock.now(TimeUnit.MILLISECONDS);
            return wait.map(seen -> ended(function, start, WaitResult.Outcome.DONE, null, seen))
                    .onErrorResume(error ->
                            Mono.justOrEmpty(failed(function, start, error)).switchIfEmpty(Mono.error(error)));
        });
    }

    /** Null if the error concerns the whole command. */
    private @Nullable WaitResult failed(FunctionName function, long start, Throwable error) {
        if (error instanceof AwaitTimeoutException late) {
            return ended(function, start, WaitResult.Outcome.TIMED_OUT, late.getMessage(), late.last());
        }
        if (error instanceof FunctionStateException never) {
            return ended(function, start, WaitResult.Outcome.FAILED, never.getMessage(), never.snapshot());
        }
        return null;
    }

    private WaitResult ended(
            FunctionName function,
            long start,
            WaitResult.Outcome outcome,
            @Nullable String message,
            @Nullable FunctionSnapshot last) {
        long millis = Schedulers.parallel().now(TimeUnit.MILLISECONDS) - start;
        return new WaitResult(function, goal, outcome, Duration.ofMillis(millis), message, last);
    }
}
