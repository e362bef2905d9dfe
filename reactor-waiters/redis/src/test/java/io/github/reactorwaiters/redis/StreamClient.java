// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.util.retry.Retry;

/**
 * A WebSocket client as a browser is: when its connection breaks, or says nothing for a while, it goes on at any replica from
 * the last position that it has. Notes what is wrong with what it gets.
 */
final class StreamClient implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-z.-]+)\"");
    private static final Pattern TYPE = Pattern.compile("\\{\"type\":\"(\\w+)\"");
    private static final Pattern ROW = Pattern.compile(
            "\"function\":\"([^\"]+)\"[^{}]*\"after\":\\{\"presence\":\"PRESENT\"[^{}]*\"revisionId\":\"([^\"]+)\"");
    private static final Pattern CHANGE =
            Pattern.compile("\"seq\":(\\d+),\"function\":\"([^\"]+)\".*\"skipped\":(\\d+),"
                    + "\"before\":(null|\\{[^{}]*\\}),\"after\":(\\{[^{}]*\\})");
    private static final Pattern REVISION = Pattern.compile("\"revisionId\":\"([^\"]+)\"");

    /** How each function is, by its revision. */
    private final Map<String, String> revisions = new HashMap<>();

    final List<String> wrong = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> seen = new HashMap<>();
    private final Random random = new Random(7);
    private final Supplier<List<Integer>> ports;
    private final Disposable connection;
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicInteger resumes = new AtomicInteger();
    private volatile @Nullable String position;

    /** Of the replica that it is connected to. */
    volatile int port;

    private long sequence;

    /** Goes on at one of {@code ports} whenever it has to. */
    StreamClient(Supplier<List<Integer>> ports) {
        this.ports = ports;
        this.connection = Mono.defer(this::connect)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(200)))
                .repeat()
                .subscribe();
    }

    synchronized Map<String, String> revisions() {
        return new HashMap<>(revisions);
    }

    synchronized Map<String, List<String>> seen() {
        return new HashMap<>(seen);
    }

    @Override
    public void close() {
        connection.dispose();
    }

    private Mono<Void> connect() {
        List<Integer> alive = ports.get();
        if (alive.isEmpty()) {
            return Mono.error(new IllegalStateException("no replica is alive"));
        }
        String since = position;
        port = alive.get(random.nextInt(alive.size()));
        return HttpClient.create()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000)
                .websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(10_000_000)
                        .build())
                .uri("ws://127.0.0.1:" + port + "/ws/changes" + (since == null ? "" : "?since=" + since))
                .handle((in, out) -> in.aggregateFrames(10_000_000)
                        .receive()
                        .asString()
                        .timeout(Duration.ofSeconds(3)) // a stats frame comes each second
                        .doOnNext(this::take)
                        .then())
                .then();
    }

    private synchronized void take(String frame) {
        Matcher type = TYPE.matcher(frame);
        if (!type.find()) {
            wrong.add("no type: " + frame);
            return;
        }
        switch (type.group(1)) {
            case "snapshot" -> snapshot(frame);
            case "resumed" -> resumes.incrementAndGet();
            case "change" -> change(frame);
            default -> {}
        }
        Matcher id = ID.matcher(frame);
        if (id.find()) {
            position = id.group(1);
        }
    }

    private void snapshot(String frame) {
        if (frame.contains("\"first\":true")) {
            snapshots.incrementAndGet();
            revisions.clear();
        }
        Matcher rows = ROW.matcher(frame);
        while (rows.find()) {
            revisions.put(rows.group(1), rows.group(2));
            seen.computeIfAbsent(rows.group(1), name -> new ArrayList<>()).add(rows.group(2));
        }
    }

    private void change(String frame) {
        Matcher change = CHANGE.matcher(frame);
        if (!change.find()) {
            wrong.add("not a change: " + frame);
            return;
        }
        long number = Long.parseLong(change.group(1));
        String function = change.group(2);
        String before = revision(change.group(4));
        String after = revision(change.group(5));
        if (number <= sequence) {
            wrong.add("number " + number + " after " + sequence);
        }
        String known = revisions.get(function);
        if (!java.util.Objects.equals(known, before)) {
            wrong.add("a change of " + function + " from " + before + " to " + after + ", known was " + known);
        }
        sequence = number;
        changes.incrementAndGet();
        if (after != null) {
            revisions.put(function, after);
            seen.computeIfAbsent(function, name -> new ArrayList<>()).add(after);
        }
    }

    int changes() {
        return changes.get();
    }

    int snapshots() {
        return snapshots.get();
    }

    int resumes() {
        return resumes.get();
    }

    private static @Nullable String revision(String snapshot) {
        Matcher revision = REVISION.matcher(snapshot);
        return revision.find() ? revision.group(1) : null;
    }
}
