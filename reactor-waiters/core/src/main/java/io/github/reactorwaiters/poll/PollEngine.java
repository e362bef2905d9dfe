// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.poll.Feed.Interest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * Watches any number of keys of a service that must be polled: one loop, one budget, one poll for all subscribers of a
 * key. Thread-safe.
 *
 * <p>All state is confined to one {@link Scheduler.Worker}, from the first subscription on; every signal is emitted on it,
 * but for those to who subscribes when the engine is disposed of, or requests what a wait has reached before. A subscriber
 * must not block there: one that is slow takes changes at its own demand, merged to at most one pending change a key, and
 * slows nobody.
 *
 * @param <K> the key
 * @param <S> the state of a key at one reading
 * @param <R> a row of a listing
 * @param <C> a change, as subscribers see it
 */
public final class PollEngine<K, S, R, C> implements Disposable {
    private final Pace pace;
    private final SchedulerClock clock;
    private final Supplier<Scheduler.Worker> worker;
    final Counters counters = new Counters();
    private final AtomicBoolean closed = new AtomicBoolean();

    private final AtomicBoolean started = new AtomicBoolean();

    /** Confined to the worker. */
    private final Registry<K, S, R, C> registry;

    private final ResourceModel<K, S, R, C> model;

    /**
     * The service and how it is asked.
     *
     * @param probe reads one key
     * @param listing lists the keys there are
     * @param pace decides which key is polled next; this engine's alone
     * @param settings limits
     */
    public record Service<K, S, R>(Probe<K, S> probe, Listing<K, R> listing, Pace pace, EngineSettings settings) {}

    /**
     * A transition that a caller has just begun.
     *
     * @param transition its class
     * @param state what the service answered; a poll confirms
     */
    public record Announced<S>(String transition, S state) {}

    /**
     * What another engine knew of a key.
     *
     * @param at when it was first known to be so; what it is now, it became after that
     */
    public record Known<K, S>(K key, S state, Instant at) {}

    /**
     * Where another engine's watch of listed keys ended.
     *
     * @param keys what it knew
     * @param complete when these were all the keys there were, null if that was never known
     */
    public record Earlier<K, S>(List<Known<K, S>> keys, @Nullable Instant complete) {}

    /**
     * An engine that starts with its first subscriber.
     *
     * @param model what it must know of the resources
     * @param service how they are read
     * @param clock the one clock
     * @param worker gives what all runs on, mostly the clock's: always the same one, and nobody's to dispose of but after the engine
     */
    public PollEngine(
            ResourceModel<K, S, R, C> model,
            Service<K, S, R> service,
            SchedulerClock clock,
            Supplier<Scheduler.Worker> worker) {
        this.model = model;
        this.pace = service.pace();
        this.clock = clock;
        this.worker = worker;
        this.registry = new Registry<>(this, model, clock, counters, service);
    }

    /**
     * The changes of {@code keys}: for each its state, at once if it is known, then every change.
     *
     * <p>Completes when the engine is disposed. Cancelling stops polling keys that nobody else watches and aborts their
     * calls under way.
     *
     * @param strict whether to fail when the service rejects every call
     */
    public Flux<C> watch(Collection<K> keys, boolean strict) {
        return changes(new Interest<>(new LinkedHashSet<>(keys), null, null, strict));
    }

    /**
     * The changes of all keys that listings show and {@code filter} accepts, now and later.
     *
     * <p>Completion and cancelling as in {@link #watch}.
     *
     * @param strict whether to fail when the service rejects every call, listing included
     */
    public Flux<C> watchListed(Predicate<? super K> filter, boolean strict) {
        return changes(new Interest<>(Set.of(), filter, null, strict));
    }

    /** As {@link #watchListed(Predicate, boolean)}, but of the keys of {@code earlier} only what has changed since then. */
    public Flux<C> watchListed(Predicate<? super K> filter, Earlier<K, S> earlier, boolean strict) {
        return changes(new Interest<>(Set.of(), filter, earlier, strict));
    }

    /**
     * The reading of {@code key} that is awaited. What was read before the subscription does not count, and the key is
     * polled as one that somebody waits for. Cancelling is as in {@link #watch}.
     *
     * @param awaited is given the readings, and tells how the wait ends
     * @param timeout after which the wait fails, from the subscription on
     * @param announced the transition that the caller has just begun, null if there is none: then the key is polled at once
     */
    public Mono<S> await(K key, Awaited<S> awaited, Duration timeout, @Nullable Announced<S> announced) {
        return Mono.fromDirect(subscriber -> {
            Wait<K, S, R, C> wait = new Wait<>(this, key, awaited, Operators.toCoreSubscriber(subscriber));
            subscriber.onSubscribe(wait);
            try {
                if (isClosedDespite(() -> attach(wait, announced, timeout))) {
                    wait.closed();
                }
            } catch (RuntimeException unusable) { // such as whoever is to give the scheduler
                wait.refuse(unusable);
            }
        });
    }

    /** Says that {@code keys} may have changed: those that are watched are polled next. Any thread; returns at once. */
    public void hint(Collection<K> keys) {
        List<K> hinted = List.copyOf(keys);
        if (started.get()) {
            execute(() -> registry.hint(hinted));
        }
    }

    /** What it is doing; from any thread. */
    public EngineStatus status() {
        return counters.status(closed.get(), clock.nanos());
    }

    /** What was learned of durations and of changes, as of now; emitted on the worker, or empty if the engine is disposed. */
    public Mono<PaceSnapshot> learned() {
        return onWorker(() -> pace.snapshot(clock.nanos()));
    }

    /** What was last read of each key that is watched; emitted on the worker, or empty if the engine is disposed. */
    public Mono<List<S>> latest() {
        return onWorker(registry::latest);
    }

    private <T> Mono<T> onWorker(Supplier<T> question) {
        return Mono.create(sink -> {
            if (isClosedDespite(() -> sink.success(question.get()))) {
                sink.success();
            }
        });
    }

    /** Completes every subscription, and aborts the calls under way. Idempotent. */
    @Override
    public void dispose() {
        if (closed.compareAndSet(false, true) && started.get() && !execute(registry::dispose)) {
            registry.dispose(); // the scheduler is gone, and with it whoever else might touch it
        }
    }

    @Override
    public boolean isDisposed() {
        return closed.get();
    }

    private Flux<C> changes(Interest<K, S> interest) {
        return Flux.create(
                sink -> {
                    Feed<K, S, R, C> feed = new Feed<>(this, model, counters, sink, interest);
                    sink.onRequest(n -> feed.requested());
                    sink.onDispose(() -> execute(() -> registry.detach(feed)));
                    if (isClosedDespite(() -> attach(feed))) {
                        sink.complete();
                    }
                },
                FluxSink.OverflowStrategy.ERROR);
    }

    /**
     * Runs {@code attaching} on the worker, unless the engine is disposed of. Asked again afterwards: what the worker
     * accepted before that, it runs; what came later, it may not.
     */
    private boolean isClosedDespite(Runnable attaching) {
        return closed.get() || !execute(attaching) || closed.get();
    }

    private void attach(Wait<K, S, R, C> wait, @Nullable Announced<S> announced, Duration timeout) {
        if (closed.get()) {
            wait.closed();
        } else if (!wait.isOver()) {
            registry.attach(wait, announced, timeout);
        }
    }

    /** Someone waits no more. Any thread. */
    void left(Wait<K, S, R, C> wait) {
        execute(() -> registry.detach(wait));
    }

    private void attach(Feed<K, S, R, C> feed) {
        if (closed.get()) {
            feed.complete();
        } else if (!feed.isCancelled()) {
            registry.attach(feed);
        }
    }

    /** Runs {@code task} on the worker, after what was given before; false if the scheduler is gone. */
    boolean execute(Runnable task) {
        try {
            Scheduler.Worker working = worker.get();
            started.set(true); // there is one to tell of the end
            working.schedule(task);
            return true;
        } catch (RejectedExecutionException gone) {
            return false;
        }
    }

    /** Runs {@code task} on the worker after {@code nanos}. */
    Disposable execute(Runnable task, long nanos) {
        try {
            return worker.get().schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException gone) {
            return Disposables.disposed();
        }
    }
}
