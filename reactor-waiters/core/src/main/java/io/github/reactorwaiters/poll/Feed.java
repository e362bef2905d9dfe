// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.poll.PollEngine.Earlier;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One subscriber: what it wants, and what it has not taken yet, at most one change a key. Confined to the engine's
 * worker, but for {@link #requested}, which any thread may call.
 */
final class Feed<K, S, R, C> {
    private final FluxSink<C> sink;
    final Interest<K, S> interest;

    /** Keys of which this subscriber has seen nothing yet. */
    private final Set<K> unseen = new HashSet<>();

    private final Map<K, C> pending = new LinkedHashMap<>();
    private final AtomicInteger wakeups = new AtomicInteger();
    private final PollEngine<K, S, R, C> engine;
    private final ResourceModel<K, S, R, C> model;
    private final Counters counters;

    /** Whether a listing that began after the subscription has been completed, or an earlier watch had one. */
    boolean listedOnce;

    /** Wall time at which the earlier watch's began, until one of its own is completed: what is new since then was absent. */
    long absentAt = Long.MAX_VALUE;

    Feed(
            PollEngine<K, S, R, C> engine,
            ResourceModel<K, S, R, C> model,
            Counters counters,
            FluxSink<C> sink,
            Interest<K, S> interest) {
        this.engine = engine;
        this.model = model;
        this.counters = counters;
        this.sink = sink;
        this.interest = interest;
    }

    /**
     * What a subscriber wants: certain keys, or all listed ones that match.
     *
     * @param earlier what it has seen of listed keys, null if nothing
     * @param strict whether it ends when the service rejects all calls
     */
    record Interest<K, S>(
            Set<K> keys, @Nullable Predicate<? super K> listed, @Nullable Earlier<K, S> earlier, boolean strict) {}

    void expectFirst(K key) {
        unseen.add(key);
    }

    void forget(K key) {
        unseen.remove(key);
    }

    boolean expectsFirst(K key) {
        return !unseen.isEmpty() && unseen.contains(key);
    }

    /** A listing that began after the subscription has been completed. */
    void listed() {
        listedOnce = true;
        absentAt = Long.MAX_VALUE;
    }

    /** Hands over {@code change} now or when there is demand, merged with what was not taken yet. */
    void offer(K key, C change) {
        unseen.remove(key);
        // Removed and put back: what is pending stays in the order of its newest sequence number.
        C waiting = pending.remove(key);
        if (waiting == null) {
            pending.put(key, change);
        } else {
            pending.put(key, model.merge(waiting, change));
            counters.conflated.incrementAndGet();
        }
        if (wakeups.getAndIncrement() == 0) {
            drain();
        }
    }

    /** Demand has come: called on any thread, also from within {@code onNext}. */
    void requested() {
        if (wakeups.getAndIncrement() == 0) {
            engine.execute(this::drain);
        }
    }

    private void drain() {
        int missed = wakeups.get();
        do {
            while (!pending.isEmpty() && sink.requestedFromDownstream() > 0 && !isOver()) {
                var oldest = pending.entrySet().iterator();
                C change = oldest.next().getValue();
                oldest.remove();
                tell(() -> sink.next(change));
            }
            missed = wakeups.addAndGet(-missed);
        } while (missed != 0);
    }

    void complete() {
        tell(sink::complete);
    }

    void fail(Throwable error) {
        tell(() -> sink.error(error));
    }

    /** What a subscriber throws is nobody else's business: neither the other subscribers' nor the key's. */
    private void tell(Runnable signal) {
        try {
            signal.run();
        } catch (Throwable thrown) {
            Operators.onErrorDropped(thrown, Context.of(sink.contextView()));
        }
    }

    boolean isCancelled() {
        return sink.isCancelled();
    }

    /** Nothing is handed over once the engine is disposed of, also by the subscriber itself. */
    private boolean isOver() {
        return sink.isCancelled() || engine.isDisposed();
    }
}
