// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.rollout.RolloutEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
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
    private final Audience audience;
    private final RolloutBoard rollouts;
    private final Supplier<WatcherHealth> health;
    private final ChangeHubBuilder settings;
    private final Scheduler clock;

    /** One worker, which all state is confined to. */
    private final Scheduler loop;

    /** Changes that go out together; confined to the worker. */
    private final List<FunctionStateChange> batch = new ArrayList<>();

    private final AtomicLong conflated = new AtomicLong();
    private final Disposable.Composite work = Disposables.composite();

    /** Fails at the end, for clients on their way to the worker, too: what the worker has not begun then is dropped. */
    private final Sinks.Empty<Void> ended = Sinks.empty();

    /** When the batch goes out. */
    private final Disposable.Swap flush = Disposables.swap();

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
        this.audience = new Audience(loop, settings.maxClients);
        this.rollouts = new RolloutBoard(audience, clock);
        this.notices = new Notices(this, audience, clock);
    }

    /** Settings of a hub over {@code changes}, a watch of {@code watcher}, which stays yours to close. */
    public static ChangeHubBuilder of(FunctionWatcher watcher, Flux<FunctionStateChange> changes) {
        return new ChangeHubBuilder(changes, Objects.requireNonNull(watcher, "watcher")::health);
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
                        hub::gather,
                        error -> hub.end(new StreamClosedException(StreamClosedException.FAILED, "the watch failed")),
                        () -> hub.end(StreamClosedException.goingAway("the watch ended"))));
        hub.work.add(hub.flush);
        hub.every(settings.stats, hub.notices::sendStats);
        hub.every(RolloutBoard.EVERY, hub.rollouts::tell);
        hub.every(settings.ping, hub.notices::sendPings);
        Duration quarter = settings.stall.dividedBy(4);
        hub.every(
                quarter.compareTo(STALL_CHECK) < 0 ? quarter : STALL_CHECK,
                () -> hub.audience.checkStalls(hub.nowMillis(), settings.stall));
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
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(messages, "messages");
        return Flux.create(
                sink -> {
                    ClientSession session = new ClientSession(this, sink, filter, settings.messagesPerSecond);
                    sink.onRequest(more -> execute(session::drain));
                    Disposable.Swap ending = Disposables.swap();
                    sink.onDispose(() -> {
                        ending.dispose();
                        session.messages.dispose();
                        execute(() -> audience.remove(session));
                    });
                    ending.update(ended.asMono().subscribe(nothing -> {}, sink::error));
                    execute(() -> admit(session, sink, since, messages));
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    /**
     * Emits what {@code rollout} emits, unchanged, and tells clients how far it is, from its subscription to its end.
     * Each subscription is a rollout of its own to them. Errors, cancelling and threads are those of {@code rollout}.
     */
    public Flux<RolloutEvent> observe(Flux<RolloutEvent> rollout) {
        Objects.requireNonNull(rollout, "rollout");
        return Flux.defer(() -> {
            RolloutFrames frames = rollouts.open();
            return rollout.doOnNext(event -> execute(() -> rollouts.take(frames, event)))
                    .doFinally(end -> execute(() -> rollouts.stop(frames)));
        });
    }

    /**
     * All functions that {@code filter} accepts, as the parts of one JSON document. Lazy; on the hub's worker. Fails with
     * {@link StreamClosedException} once the hub is closed.
     */
    public Flux<byte[]> functions(ChangeFilter filter) {
        Objects.requireNonNull(filter, "filter");
        return FunctionsDocument.of(this, filter)
                .doFirst(this::publish)
                .subscribeOn(loop)
                .takeUntilOther(ended.asMono());
    }

    /** The recent changes of one function, as one JSON document; otherwise as {@link #functions}. */
    public Mono<byte[]> timeline(FunctionName function) {
        Objects.requireNonNull(function, "function");
        return Mono.fromCallable(() -> FunctionsDocument.timeline(stream, function, history.of(function)))
                .doFirst(this::publish)
                .subscribeOn(loop)
                .takeUntilOther(ended.asMono());
    }

    /** The watcher's health as a JSON document. */
    public byte[] healthJson() {
        return Json.object(json -> HealthJson.members(json, health.get()));
    }

    /** The watcher's health. */
    public WatcherHealth health() {
        return health.get();
    }

    /** The scheduler whose clock tells its time: by which a server that carries its frames may wait, too. */
    public Scheduler scheduler() {
        return clock;
    }

    /** Clients at present. */
    public int clients() {
        return audience.size();
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

    long nowMillis() {
        return clock.now(TimeUnit.MILLISECONDS);
    }

    void countConflated() {
        conflated.incrementAndGet();
    }

    private void admit(
            ClientSession session, FluxSink<Frame> sink, @Nullable String since, Publisher<String> messages) {
        if (work.isDisposed()) {
            return; // a worker may still begin what it took while it was disposed of
        }
        publish();
        if (audience.admit(session, sink)) {
            rollouts.greet(session);
            session.start(since);
            audience.listen(session, messages);
        }
    }

    private void gather(FunctionStateChange change) {
        batch.add(change);
        if (settings.batch.isZero()) {
            publish();
        } else if (batch.size() == 1) {
            flush.update(loop.schedule(this::publish, settings.batch.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    /** Lets out what was gathered: whoever asks for what is known gets all of it. */
    void publish() {
        for (FunctionStateChange change : batch) {
            EncodedChange encoded = new EncodedChange(change);
            history.add(encoded);
            audience.each(session -> session.offer(encoded));
        }
        batch.clear();
        audience.each(ClientSession::drain);
    }

    /** By a timer of the worker's own, so that the end cancels none of another thread. */
    private void every(Duration interval, Runnable action) {
        long nanos = interval.toNanos();
        work.add(loop.schedulePeriodically(action, nanos, nanos, TimeUnit.NANOSECONDS));
    }

    private void end(StreamClosedException reason) {
        if (!work.isDisposed()) {
            publish();
            work.dispose();
            audience.end(reason);
            ended.tryEmitError(reason);
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
