// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Hands the changes of one watch to many clients: a snapshot first, or what a returning client missed, then each change as
 * a frame that is encoded once for all of them. A slow client gets merged changes, one that takes nothing is closed.
 * Servers are adapters: they carry {@link #open the frames} of {@code docs/guide/streaming.md} over their transport.
 * Thread-safe.
 */
public final class ChangeHub implements AutoCloseable {
    /** The longest message that a client may send, in characters; a filter needs far less. */
    public static final int LONGEST_MESSAGE = 8_192;

    private static final Duration STALL_CHECK = Duration.ofSeconds(1);
    private static final int BACKLOG = 256;

    private final String stream;
    private final ChangeHistory history;
    private final Notices notices;
    private final Set<ClientSession> sessions = new LinkedHashSet<>();
    private final Supplier<WatcherHealth> health;
    private final ChangeHubBuilder settings;
    private final Scheduler clock;

    /** One worker, which all state is confined to. */
    private final Scheduler loop;

    private final AtomicInteger clients = new AtomicInteger();
    private final AtomicLong conflated = new AtomicLong();
    private final Disposable.Composite work = Disposables.composite();
    private @Nullable StreamClosedException ended;

    private ChangeHub(ChangeHubBuilder settings) {
        this.settings = settings;
        StreamStart start = settings.start;
        this.stream = start == null ? Position.newStream() : start.stream();
        this.history = new ChangeHistory(settings.recentChanges);
        if (start != null) {
            history.begin(start);
        }
        this.health = settings.health;
        this.clock = settings.scheduler == null ? Schedulers.parallel() : settings.scheduler;
        this.loop = Schedulers.single(clock);
        this.notices = new Notices(health, clock);
    }

    /** Settings of a hub over {@code changes}, a watch of {@code watcher}, which stays yours to close. */
    public static ChangeHubBuilder of(FunctionWatcher watcher, Flux<FunctionStateChange> changes) {
        return new ChangeHubBuilder(changes, watcher::health);
    }

    /**
     * Settings of a hub over changes that come from elsewhere than one watcher.
     *
     * @param health how whoever finds them fares; called on the hub's worker, must not block
     * @param changes with rising numbers
     */
    public static ChangeHubBuilder of(Supplier<WatcherHealth> health, Flux<FunctionStateChange> changes) {
        return new ChangeHubBuilder(changes, health);
    }

    static ChangeHub start(ChangeHubBuilder settings) {
        ChangeHub hub = new ChangeHub(settings);
        hub.work.add(settings.changes
                .publishOn(hub.loop, BACKLOG)
                .subscribe(
                        hub::publish,
                        error -> hub.end(new StreamClosedException(StreamClosedException.FAILED, "the watch failed")),
                        () -> hub.end(StreamClosedException.goingAway("the watch ended"))));
        hub.every(settings.stats, hub::sendStats);
        hub.every(settings.ping, hub::sendPings);
        Duration quarter = settings.stall.dividedBy(4);
        hub.every(quarter.compareTo(STALL_CHECK) < 0 ? quarter : STALL_CHECK, hub::checkStalls);
        return hub;
    }

    /**
     * Emits a client's frames.
     *
     * <p>Never completes. Fails with {@link StreamClosedException} when the server ends it: the hub was closed, there are
     * too many clients, this one took nothing for too long, or it sent what it may not. Signals arrive on the hub's worker.
     * What is not requested is merged, not buffered: request as the transport takes. Cancelling ends the client.
     *
     * @param since the {@link Frame#id()} of the last frame that the client has, null for a new one; where it is no longer
     *     held, a snapshot comes
     * @param filter what the client wants to hear of
     * @param messages what the client sends; a message may change the filter
     */
    public Flux<Frame> open(@Nullable String since, ChangeFilter filter, Publisher<String> messages) {
        return Flux.create(
                sink -> {
                    ClientSession session = new ClientSession(this, sink, filter, settings.messagesPerSecond);
                    sink.onRequest(more -> execute(session::drain));
                    sink.onDispose(() -> {
                        session.messages.dispose();
                        execute(() -> remove(session));
                    });
                    if (!execute(() -> admit(session, sink, since, messages))) {
                        sink.error(StreamClosedException.goingAway("the server ends"));
                    }
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    /** All functions that {@code filter} accepts, as the parts of one JSON document. Lazy; on the hub's worker. */
    public Flux<byte[]> functions(ChangeFilter filter) {
        return FunctionsDocument.of(this, filter).subscribeOn(loop);
    }

    /** The recent changes of one function, as one JSON document. Lazy; on the hub's worker. */
    public Mono<byte[]> timeline(FunctionName function) {
        return Mono.fromCallable(() -> FunctionsDocument.timeline(stream, function, history.of(function)))
                .subscribeOn(loop);
    }

    /** The watcher's health as a JSON document. */
    public byte[] healthJson() {
        return Json.object(json -> HealthJson.members(json, health.get()));
    }

    /** The watcher's health. */
    public WatcherHealth health() {
        return health.get();
    }

    /** Clients at present. */
    public int clients() {
        return clients.get();
    }

    /** Changes merged so far because a client had not taken the one before. */
    public long conflated() {
        return conflated.get();
    }

    /** Ends all clients with {@link StreamClosedException#GOING_AWAY}, and stops watching. Idempotent; does not wait. */
    @Override
    public void close() {
        execute(() -> end(StreamClosedException.goingAway("the server ends")));
    }

    String stream() {
        return stream;
    }

    ChangeHistory history() {
        return history;
    }

    void countConflated() {
        conflated.incrementAndGet();
    }

    private void admit(
            ClientSession session, FluxSink<Frame> sink, @Nullable String since, Publisher<String> messages) {
        if (sink.isCancelled()) {
            return;
        }
        if (ended != null || sessions.size() >= settings.maxClients) {
            sink.error(
                    ended != null
                            ? ended
                            : new StreamClosedException(StreamClosedException.TRY_LATER, "too many clients"));
            return;
        }
        sessions.add(session);
        clients.set(sessions.size());
        session.start(since);
        session.messages.update(Flux.from(messages)
                .publishOn(loop, 1)
                .subscribe(text -> receive(session, text), error -> refuse(session, error)));
    }

    private void receive(ClientSession session, String text) {
        try {
            session.receive(text, clock.now(TimeUnit.MILLISECONDS));
        } catch (StreamClosedException refused) {
            session.end(refused);
        }
    }

    /** The transport could not read what the client sent. */
    private static void refuse(ClientSession session, Throwable error) {
        session.end(
                error instanceof StreamClosedException refused
                        ? refused
                        : new StreamClosedException(StreamClosedException.MALFORMED, "a message could not be read"));
    }

    private void remove(ClientSession session) {
        sessions.remove(session);
        clients.set(sessions.size());
    }

    private void publish(FunctionStateChange change) {
        EncodedChange encoded = new EncodedChange(change);
        history.add(encoded);
        List.copyOf(sessions).forEach(session -> session.offer(encoded));
    }

    private void sendStats() {
        if (!sessions.isEmpty()) {
            Frame stats = notices.stats(sessions.size(), conflated.get());
            List.copyOf(sessions).forEach(session -> session.notice(stats));
        }
    }

    private void sendPings() {
        Frame plain = notices.ping(null);
        Frame positioned = notices.ping(Position.at(history.head()).in(stream));
        List.copyOf(sessions).forEach(session -> session.notice(session.isUpToDate() ? positioned : plain));
    }

    private void checkStalls() {
        long now = clock.now(TimeUnit.MILLISECONDS);
        List.copyOf(sessions).forEach(session -> session.checkStall(now, settings.stall));
    }

    private void every(Duration interval, Runnable action) {
        work.add(Flux.interval(interval, clock)
                .onBackpressureDrop()
                .publishOn(loop, 1)
                .subscribe(tick -> action.run()));
    }

    private void end(StreamClosedException reason) {
        if (ended == null) {
            ended = reason;
            work.dispose();
            List.copyOf(sessions).forEach(session -> session.end(reason));
            sessions.clear();
            clients.set(0);
            loop.dispose();
        }
    }

    /** Whether the worker takes the task: after the end it does not. */
    private boolean execute(Runnable task) {
        try {
            loop.schedule(task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }
}
