// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.poll.Feed.Interest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.scheduler.Scheduler;

/**
 * Watches any number of keys of a service that must be polled: one loop, one budget, one poll for all subscribers of a
 * key. Thread-safe.
 *
 * <p>All state is confined to one {@link Scheduler.Worker}, taken at the first subscription; every signal is emitted on
 * it. A subscriber must not block there: one that is slow takes changes at its own demand, merged to at most one
 * pending change a key, and slows nobody.
 *
 * @param <K> the key
 * @param <S> the state of a key at one reading
 * @param <R> a row of a listing
 * @param <C> a change, as subscribers see it
 */
public final class PollEngine<K, S, R, C> implements Disposable {
    private static final int MOST_GONE = 10_000;

    private final ResourceModel<K, S, R, C> model;
    private final SchedulerClock clock;
    private final Counters counters = new Counters();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Sinks not yet terminated or cancelled, so that dispose() reaches also one that is about to attach. */
    private final Set<FluxSink<C>> open = ConcurrentHashMap.newKeySet();

    private final Object starting = new Object();
    private Scheduler.@Nullable Worker worker;

    // From here on: confined to the worker.
    private final Map<K, KeyState<K, S, R, C>> keys = new HashMap<>();
    private final Set<Feed<K, S, R, C>> feeds = new LinkedHashSet<>();
    /** Listed keys whose deletion was reported, so that their return continues from it; the latest 10,000. */
    private final Set<K> gone = new LinkedHashSet<>();

    private final PollLoop<K, S, R, C> loop;
    private final Sweep<K, S, R, C> sweep;

    /**
     * An engine that starts with its first subscriber.
     *
     * @param model what it must know of the resources
     * @param probe reads one key
     * @param listing lists the keys there are
     * @param pace decides which key is polled next
     * @param clock the one clock
     * @param settings its limits
     */
    public PollEngine(
            ResourceModel<K, S, R, C> model,
            Probe<K, S> probe,
            Listing<K, R> listing,
            Pace pace,
            SchedulerClock clock,
            EngineSettings settings) {
        this.model = model;
        this.clock = clock;
        this.loop = new PollLoop<>(this, probe, pace, settings);
        this.sweep = new Sweep<>(this, listing, settings);
    }

    /**
     * The changes of {@code keys}: for each its state, at once if it is known, then every change.
     *
     * <p>Completes when the engine is disposed. Signals arrive on the engine's worker. Cancelling stops polling keys that
     * nobody else watches and aborts their calls under way.
     *
     * @param strict whether to fail when the service rejects every call
     */
    public Flux<C> watch(Collection<K> keys, boolean strict) {
        Set<K> wanted = new LinkedHashSet<>(keys);
        return changes(new Interest<>(wanted, null, false, strict));
    }

    /**
     * The changes of all keys that listings show and {@code filter} accepts, now and later.
     *
     * <p>Signals, completion and cancelling as in {@link #watch}.
     *
     * @param strict whether to fail when the service rejects every call, listing included
     */
    public Flux<C> watchListed(Predicate<? super K> filter, boolean strict) {
        return changes(new Interest<>(Set.of(), filter, false, strict));
    }

    /**
     * As {@link #watch} of one key, but what was read before the subscription does not count, and the key is polled as
     * one that somebody waits for.
     */
    public Flux<C> await(K key, boolean strict) {
        return changes(new Interest<>(Set.of(key), null, true, strict));
    }

    /** Says that {@code keys} may have changed: those that are watched are polled next. Any thread; returns at once. */
    public void hint(Collection<K> keys) {
        List<K> hinted = List.copyOf(keys);
        if (started()) {
            execute(() -> hinted.forEach(key -> {
                KeyState<K, S, R, C> state = this.keys.get(key);
                if (state != null) {
                    loop.flag(state);
                }
            }));
        }
    }

    /** What it is doing; from any thread. */
    public EngineStatus status() {
        return counters.status(closed.get());
    }

    /** Completes every subscription, aborts the calls under way and frees the worker. Idempotent. */
    @Override
    public void dispose() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Scheduler.Worker running;
        synchronized (starting) {
            running = worker;
        }
        if (running != null) {
            execute(() -> {
                keys.values().forEach(loop::abort);
                sweep.stop();
                feeds.clear();
                keys.clear();
                running.dispose();
            });
        }
        open.forEach(FluxSink::complete);
    }

    @Override
    public boolean isDisposed() {
        return closed.get();
    }

    private Flux<C> changes(Interest<K> interest) {
        return Flux.create(
                sink -> {
                    Feed<K, S, R, C> feed = new Feed<>(this, sink, interest);
                    sink.onRequest(n -> feed.requested());
                    sink.onDispose(() -> {
                        open.remove(sink);
                        execute(() -> detach(feed));
                    });
                    open.add(sink);
                    if (closed.get() || !execute(() -> attach(feed))) {
                        sink.complete();
                    }
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    private void attach(Feed<K, S, R, C> feed) {
        if (closed.get() || feed.sink.isCancelled()) {
            return;
        }
        feeds.add(feed);
        counters.subscribers.set(feeds.size());
        if (feed.interest.awaits()) {
            feed.freshAfter = counters.calls.get();
        }
        for (K key : feed.interest.keys()) {
            KeyState<K, S, R, C> state = keys.get(key);
            join(state == null ? create(key) : state, feed);
        }
        if (feed.interest.listed() != null) {
            for (KeyState<K, S, R, C> state : new ArrayList<>(keys.values())) {
                if (state.listed && accepts(feed, state.key)) {
                    join(state, feed);
                }
            }
            sweep.start();
        }
    }

    private void detach(Feed<K, S, R, C> feed) {
        if (!feeds.remove(feed)) {
            return;
        }
        counters.subscribers.set(feeds.size());
        if (feed.interest.listed() == null) {
            feed.interest.keys().forEach(key -> leave(keys.get(key), feed));
        } else {
            new ArrayList<>(keys.values()).forEach(state -> leave(state, feed));
            if (feeds.stream().noneMatch(other -> other.interest.listed() != null)) {
                sweep.stop();
                gone.clear();
                keys.values().forEach(state -> state.listed = false);
            }
        }
    }

    private void join(KeyState<K, S, R, C> state, Feed<K, S, R, C> feed) {
        if (state.feeds.contains(feed)) {
            return;
        }
        state.feeds.add(feed);
        S last = state.last;
        if (feed.interest.awaits()) {
            state.waits++;
            state.waitSince = clock.nanos();
            feed.expectFirst(state.key);
            loop.flag(state);
        } else if (last == null || state.unannounced) {
            feed.expectFirst(state.key);
        } else {
            emitFirst(state, last, feed);
        }
    }

    private void leave(@Nullable KeyState<K, S, R, C> state, Feed<K, S, R, C> feed) {
        if (state == null || !state.feeds.remove(feed)) {
            return;
        }
        if (feed.interest.awaits()) {
            state.waits--;
        }
        if (state.feeds.isEmpty()) {
            forget(state);
        }
    }

    private void emitFirst(KeyState<K, S, R, C> state, S last, Feed<K, S, R, C> feed) {
        C first = observe(state, null, last, clock.scheduler().now(TimeUnit.MILLISECONDS));
        if (first != null) {
            feed.offer(state.key, first);
        }
    }

    /** The change from {@code before} to {@code after} under the next sequence number, or null if there is none. */
    @Nullable
    C observe(KeyState<K, S, R, C> state, @Nullable S before, S after, long atMillis) {
        C change = model.change(
                state.key,
                before,
                after,
                Instant.ofEpochMilli(Math.min(state.notBeforeMillis, atMillis)),
                Instant.ofEpochMilli(atMillis),
                counters.changes.get() + 1);
        if (change != null) {
            counters.changes.incrementAndGet();
        }
        return change;
    }

    /** A key that nobody had asked for before. */
    KeyState<K, S, R, C> create(K key) {
        KeyState<K, S, R, C> state =
                new KeyState<>(key, clock.nanos(), clock.scheduler().now(TimeUnit.MILLISECONDS));
        keys.put(key, state);
        counters.keys.set(keys.size());
        loop.schedule(state);
        return state;
    }

    void forget(KeyState<K, S, R, C> state) {
        loop.abort(state);
        keys.remove(state.key, state);
        state.feeds.forEach(feed -> feed.forget(state.key));
        counters.keys.set(keys.size());
    }

    /** A listed key whose absence was reported. */
    void forgetGone(KeyState<K, S, R, C> state) {
        forget(state);
        gone.add(state.key);
        if (gone.size() > MOST_GONE) {
            gone.remove(gone.iterator().next());
        }
    }

    /**
     * A key that a listing shows: watched for every subscriber whose filter accepts it.
     *
     * @param absentAt wall time at which an earlier listing did not show it, or null if there was none
     */
    void discover(K key, @Nullable Long absentAt) {
        KeyState<K, S, R, C> known = keys.get(key);
        if (known != null && known.listed) {
            return;
        }
        List<Feed<K, S, R, C>> takers = new ArrayList<>(1);
        for (Feed<K, S, R, C> feed : feeds) {
            if (accepts(feed, key)) {
                takers.add(feed);
            }
        }
        if (takers.isEmpty()) {
            return;
        }
        KeyState<K, S, R, C> state = known == null ? create(key) : known;
        state.listed = true;
        if (known != null) {
            takers.forEach(feed -> join(state, feed));
            return;
        }
        if (absentAt != null) {
            // Not there at the listing before this one: what it is now, it became since.
            state.last = model.absent(key);
            state.unannounced = !gone.remove(key);
            state.notBeforeMillis = absentAt;
        }
        for (Feed<K, S, R, C> feed : takers) {
            state.feeds.add(feed);
            if (absentAt == null || !feed.listedOnce) {
                feed.expectFirst(key);
            }
        }
    }

    private boolean accepts(Feed<K, S, R, C> feed, K key) {
        Predicate<? super K> filter = feed.interest.listed();
        return filter != null && filter.test(key);
    }

    @Nullable
    KeyState<K, S, R, C> key(K key) {
        return keys.get(key);
    }

    Collection<KeyState<K, S, R, C>> keys() {
        return keys.values();
    }

    Collection<Feed<K, S, R, C>> feeds() {
        return feeds;
    }

    PollLoop<K, S, R, C> loop() {
        return loop;
    }

    ResourceModel<K, S, R, C> model() {
        return model;
    }

    SchedulerClock clock() {
        return clock;
    }

    Counters counters() {
        return counters;
    }

    private boolean started() {
        synchronized (starting) {
            return worker != null;
        }
    }

    /** Runs {@code task} on the worker, after what was given before; false if the engine or its scheduler is gone. */
    boolean execute(Runnable task) {
        Scheduler.Worker at = worker();
        if (at == null) {
            return false;
        }
        try {
            at.schedule(task);
            return true;
        } catch (RejectedExecutionException gone) {
            return false;
        }
    }

    /** Runs {@code task} on the worker after {@code nanos}. */
    Disposable execute(Runnable task, long nanos) {
        Scheduler.Worker at = worker();
        try {
            return at == null ? Disposables.disposed() : at.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException gone) {
            return Disposables.disposed();
        }
    }

    private Scheduler.@Nullable Worker worker() {
        synchronized (starting) {
            if (worker == null && !closed.get()) {
                worker = clock.scheduler().createWorker();
            }
            return worker;
        }
    }
}
