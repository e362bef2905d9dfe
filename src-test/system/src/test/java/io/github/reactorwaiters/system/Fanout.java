// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * How late do WebSocket clients of one hub get a change, when there are many, and when some take nothing? Real sockets,
 * clients in the same process. {@code main} compares 100 healthy clients with 950 and 50 stalled ones.
 */
final class Fanout {
    private static final Pattern NUMBER = Pattern.compile("\"id\":\"[0-9a-z]+-(?:\\d+\\.)?(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SMALL = 4_096;
    private static final int FUNCTIONS = 2_000;
    private static final int MOST_MICROS = 10_000_000;

    private final int changes;
    private final int changesPerSecond;
    private final AtomicLongArray sentNanos;
    private final AtomicIntegerArray delays = new AtomicIntegerArray(MOST_MICROS / 100 + 1);
    private final AtomicInteger ready = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();
    private final Map<FunctionName, FunctionSnapshot> latest = new ConcurrentHashMap<>();

    private Fanout(int changes, int changesPerSecond) {
        this.changes = changes;
        this.changesPerSecond = changesPerSecond;
        this.sentNanos = new AtomicLongArray(FUNCTIONS + changes + 1);
    }

    /** What came of it: delays from the change to the client in milliseconds, and what was got of what there was. */
    record Result(
            int healthy,
            int stalled,
            double p50,
            double p99,
            int received,
            int expected,
            long conflated,
            long heapMiB) {
        @Override
        public String toString() {
            return String.format(
                    "%4d healthy, %2d stalled: p50 %.1f ms, p99 %.1f ms, %d of %d frames, %d merged, heap %d MiB",
                    healthy, stalled, p50, p99, received, expected, conflated, heapMiB);
        }
    }

    public static void main(String[] args) {
        int changes = args.length == 0 ? 1_200 : Integer.parseInt(args[0]);
        measure(100, 0, changes / 4, 20); // warms up
        System.out.println(measure(100, 0, changes, 20));
        System.out.println(measure(950, 50, changes, 20));
        System.exit(0);
    }

    static Result measure(int healthy, int stalled, int changes, int changesPerSecond) {
        return new Fanout(changes, changesPerSecond).run(healthy, stalled);
    }

    private Result run(int healthy, int stalled) {
        Sinks.Many<FunctionStateChange> source = Sinks.many().unicast().onBackpressureBuffer();
        LoopResources threads = LoopResources.create("clients", 1, true);
        Disposable.Composite clients = Disposables.composite();
        try (SimulatedLambda lambda = SimulatedLambda.builder().build();
                FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
                ChangeHub hub = ChangeHub.of(watcher, source.asFlux())
                        .stallTimeout(Duration.ofMinutes(5))
                        .statsInterval(Duration.ofMinutes(1))
                        .start();
                DashboardServer server = Objects.requireNonNull(
                        DashboardServer.of(hub).port(0).start().block(PATIENCE))) {
            for (int i = 1; i <= FUNCTIONS; i++) {
                source.tryEmitNext(change(i)).orThrow();
            }
            HttpClient client =
                    HttpClient.create(ConnectionProvider.newConnection()).runOn(threads, false);
            for (int i = 0; i < healthy + stalled; i++) {
                clients.add(connect(client, server.port(), i >= healthy));
            }
            await(() -> ready.get() == healthy && hub.clients() == healthy + stalled);
            feed(source);
            await(() -> received.get() >= healthy * changes);
            System.gc();
            Runtime memory = Runtime.getRuntime();
            return new Result(
                    healthy,
                    stalled,
                    percentile(0.5),
                    percentile(0.99),
                    received.get(),
                    healthy * changes,
                    hub.conflated(),
                    (memory.totalMemory() - memory.freeMemory()) >> 20);
        } finally {
            clients.dispose();
            threads.dispose();
        }
    }

    private Disposable connect(HttpClient client, int port, boolean stalled) {
        HttpClient sized = stalled ? client.option(ChannelOption.SO_RCVBUF, SMALL) : client;
        return sized.websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(1 << 20)
                        .build())
                .uri("ws://127.0.0.1:" + port + "/ws/changes")
                .handle((in, out) -> stalled
                        ? Mono.never()
                        : in.receive().asString().doOnNext(this::got).then())
                .subscribe();
    }

    private void got(String frame) {
        long now = System.nanoTime();
        if (frame.startsWith("{\"type\":\"snapshot\"") && frame.contains("\"last\":true")) {
            ready.incrementAndGet();
        } else if (frame.startsWith("{\"type\":\"change\"")) {
            Matcher number = NUMBER.matcher(frame);
            if (number.find()) {
                long micros = (now - sentNanos.get(Integer.parseInt(number.group(1)))) / 1_000;
                delays.incrementAndGet((int) Math.min(MOST_MICROS, Math.max(0, micros)) / 100);
            }
            received.incrementAndGet();
        }
    }

    private void feed(Sinks.Many<FunctionStateChange> source) {
        Flux.interval(Duration.ofNanos(1_000_000_000L / changesPerSecond))
                .take(changes)
                .doOnNext(tick -> {
                    int number = FUNCTIONS + 1 + tick.intValue();
                    FunctionStateChange change = change(number);
                    sentNanos.set(number, System.nanoTime());
                    source.tryEmitNext(change).orThrow();
                })
                .blockLast(PATIENCE);
    }

    private FunctionStateChange change(int sequence) {
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
                "5f04e2a5-af18-49e9-89aa-" + sequence,
                "5b9bd9412d8295381e98843b8855b5dc975fb75",
                "2026-11-23T13:14:35.780+0000",
                "zip");
        FunctionSnapshot before = latest.put(function, after);
        Instant at = Instant.EPOCH.plusMillis(sequence);
        return new FunctionStateChange(sequence, function, at, at, Set.of(ChangeKind.UPDATE_STARTED), 0, before, after);
    }

    private double percentile(double share) {
        int[] counts = new int[delays.length()];
        Arrays.setAll(counts, delays::get);
        long wanted =
                (long) Math.ceil(share * Arrays.stream(counts).asLongStream().sum());
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return (i + 1) / 10.0;
            }
        }
        return Double.NaN;
    }

    private static void await(java.util.function.BooleanSupplier holds) {
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> holds.getAsBoolean())
                .blockLast(PATIENCE);
    }
}
