// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fanout;

import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A hub over made-up changes, served to WebSockets. Each change carries the time at which it was handed to the hub, on the
 * clock that all processes of a machine share. As a process of its own it tells its port, then obeys {@code clients},
 * {@code feed COUNT PER_SECOND} and {@code report}, a line each.
 */
final class FanoutServer implements AutoCloseable {
    /** So few that what a stalled client does not take must be merged. */
    static final int FUNCTIONS = 50;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Sinks.Many<FunctionStateChange> source =
            Sinks.many().unicast().onBackpressureBuffer();
    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
    private final Map<FunctionName, FunctionSnapshot> latest = new HashMap<>();
    private final ChangeHub hub;
    private final DashboardServer server;
    private int sequence;

    /** A hub that knows the functions, on a free port. */
    FanoutServer() {
        this.hub = ChangeHub.of(watcher, source.asFlux())
                .stallTimeout(Duration.ofHours(1))
                .start();
        this.server =
                Objects.requireNonNull(DashboardServer.of(hub).port(0).start().block(PATIENCE));
        IntStream.range(0, FUNCTIONS).forEach(i -> emit());
    }

    public static void main(String... arguments) throws IOException {
        FanoutServer server = new FanoutServer();
        System.out.println(server.port());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] words = command.split(" ", -1);
            switch (words[0]) {
                case "clients" -> System.out.println(server.clients());
                case "feed" -> {
                    server.feed(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                    System.out.println("fed");
                }
                case "report" ->
                    System.out.println(
                            server.merged() + " " + HeapHistogram.take().bytes());
                default -> throw new IOException("unknown command " + command);
            }
        }
        System.exit(0);
    }

    int port() {
        return server.port();
    }

    int clients() {
        return hub.clients();
    }

    /** Changes merged because a client had not taken the one before. */
    long merged() {
        return hub.conflated();
    }

    /** Hands changes to the hub, evenly; blocks meanwhile. */
    void feed(int changes, int perSecond) {
        Flux.interval(Duration.ofNanos(1_000_000_000L / perSecond))
                .take(changes)
                .doOnNext(tick -> emit())
                .blockLast(PATIENCE);
    }

    private void emit() {
        sequence++;
        FunctionName function = FunctionName.of("function-" + sequence % FUNCTIONS);
        FunctionSnapshot after = new FunctionSnapshot(
                function,
                Presence.PRESENT,
                null,
                "arn:aws:lambda:eu-west-1:123456789012:function:" + function,
                "Active",
                null,
                null,
                sequence / FUNCTIONS % 2 == 0 ? "Successful" : "InProgress",
                null,
                null,
                "$LATEST",
                FanoutClients.SENT + System.nanoTime(),
                "5b9bd9412d8295381e98843b8855b5dc975fb75",
                "2026-11-23T13:14:35.780+0000",
                "zip");
        FunctionSnapshot before = latest.put(function, after);
        Instant at = Instant.EPOCH.plusMillis(sequence);
        source.tryEmitNext(new FunctionStateChange(
                        sequence, function, at, at, Set.of(ChangeKind.UPDATE_STARTED), 0, before, after))
                .orThrow();
    }

    @Override
    public void close() {
        hub.close();
        server.close();
        watcher.close();
        lambda.close();
    }
}
