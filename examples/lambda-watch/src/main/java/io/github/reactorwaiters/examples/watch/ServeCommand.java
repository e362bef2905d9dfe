// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.web.AccessPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Serves the dashboard. Who has no credentials yet sees that on it: it is not the end. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the dashboard on 127.0.0.1, until Ctrl-C or --for.")
final class ServeCommand implements Callable<Integer>, Failures.Verbose {
    private static final Duration LOOK = Duration.ofSeconds(1);

    @Mixin
    final CommonOptions options = new CommonOptions();

    @Mixin
    final SharingOptions sharing = new SharingOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = NumberConverters.Port.class,
            description = "Default: 8080; 0: any free one.")
    int port = 8080;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:LAMBDA_WATCH_TOKEN}",
            description = "What clients must show, at least 8 characters; default: LAMBDA_WATCH_TOKEN, else none.")
    @Nullable
    String token;

    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = Selection.HELP)
    List<String> patterns = new ArrayList<>();

    private final Terminal terminal;
    private final StopSignal stop;

    ServeCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        Given.read("--token", () -> new AccessPolicy(token, List.of(), true));
        sharing.requireNoneAlone();
        String redis = sharing.redis;
        if (redis != null) {
            try (SharedDashboard dashboard = sharing.serve(redis, options, patterns, port, token)) {
                await(dashboard.url(), dashboard::health);
            }
            return 0;
        }
        Selection selection = Selection.of(patterns);
        FunctionWatcher watcher = options.watcher().build();
        try (Dashboard dashboard =
                Dashboard.serve(watcher, selection.of(watcher), Schedulers.parallel(), port, token)) {
            await(dashboard.url(), watcher::health);
        } finally {
            Closing.later(watcher);
        }
        return 0;
    }

    /** Says where the dashboard is, and how its watcher fares, until the end. */
    private void await(String url, Supplier<WatcherHealth> health) {
        terminal.line(options.json ? ResultJson.dashboard(url) : "dashboard at " + url);
        HealthNotes notes = new HealthNotes(terminal);
        Mono<Void> told = Flux.interval(LOOK)
                .onBackpressureDrop()
                .doOnNext(tick -> notes.tell(health.get()))
                .then();
        Duration stopAfter = options.stopAfter;
        Mono<Void> timeUp =
                stopAfter == null ? Mono.never() : Mono.delay(stopAfter).then();
        Mono.firstWithSignal(told, timeUp, stop.asMono()).block();
    }

    @Override
    public boolean isVerbose() {
        return options.verbose;
    }
}
