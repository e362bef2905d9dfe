// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.poll.EngineStatus;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Shows a watcher's changes until it is told to stop. A slow reader of the output blocks only the output's own thread:
 * it asks for one change at a time, and the watcher meanwhile merges the others, function by function.
 */
final class WatchRun {
    private static final Duration REDRAW = Duration.ofMillis(250);
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final Terminal terminal;
    private final FunctionWatcher watcher;
    private final Scheduler timer;
    private final Display display;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicInteger functions = new AtomicInteger();
    private final HealthNotes notes;

    /** Redraws and timers run on {@code timer}. */
    WatchRun(Terminal terminal, CommonOptions options, FunctionWatcher watcher, Scheduler timer) {
        this.terminal = terminal;
        this.watcher = watcher;
        this.timer = timer;
        this.notes = new HealthNotes(terminal);
        this.display = terminal.interactive() && !options.json
                ? new LiveTable(terminal, timer)
                : Display.lines(terminal, options.json);
    }

    /** Blocks until {@code stop}, {@code stopAfter}, a failure, or the end of the output; then sums up. */
    void show(Flux<FunctionStateChange> seen, Mono<Void> stop, @Nullable Duration stopAfter) {
        Scheduler output = Schedulers.newSingle("lambda-watch-output", true);
        Mono<Void> shown = seen.publishOn(output, 1)
                .doOnNext(change -> {
                    changes.addAndGet(1L + change.skipped());
                    display.show(change);
                })
                .then();
        Mono<Void> redrawn = Flux.interval(REDRAW, timer)
                .onBackpressureDrop()
                .publishOn(output, 1)
                .doOnNext(tick -> refresh())
                .then();
        Mono<Void> timeUp =
                stopAfter == null ? Mono.never() : Mono.delay(stopAfter, timer).then();
        try {
            Mono.firstWithSignal(shown, redrawn, timeUp, stop).block();
        } catch (Terminal.OutputClosedException enough) {
            // The reader has what it wanted.
        } finally {
            end(output);
        }
        sumUp();
    }

    private void refresh() {
        WatcherHealth health = watcher.health();
        functions.set(health.engine().keys());
        display.refresh(health);
        if (!terminal.interactive()) {
            notes.tell(health);
        }
    }

    private void end(Scheduler output) {
        // Not if the reader stalls, or is gone.
        Mono.fromRunnable(display::end)
                .subscribeOn(output)
                .timeout(LAST_WORDS, timer)
                .onErrorComplete()
                .block();
        output.dispose();
    }

    private void sumUp() {
        EngineStatus engine = watcher.health().engine();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        terminal.note(String.format(
                Locale.ROOT,
                "%d changes, %d calls, %d throttled (%.2f%%), %d functions, %d threads",
                changes.get(),
                engine.calls(),
                engine.throttled(),
                engine.calls() == 0 ? 0.0 : 100.0 * engine.throttled() / engine.calls(),
                functions.get(),
                threads));
    }
}
