// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.jcstress;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/** A subscriber that notices signals which overlap, come after the end, or end twice. */
public class Strict<T> extends BaseSubscriber<T> {
    private final long demand;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger values = new AtomicInteger();
    private final AtomicInteger completions = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();

    /** What came last, null if nothing did. */
    public volatile @Nullable T last;

    /** A subscriber that requests everything. */
    public Strict() {
        this(Long.MAX_VALUE);
    }

    /** A subscriber that requests {@code demand} at first; 0 for nothing. */
    public Strict(long demand) {
        this.demand = demand;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    protected final void hookOnNext(T value) {
        if (inside.getAndIncrement() != 0 || ends() != 0) {
            broken.incrementAndGet();
        }
        values.incrementAndGet();
        last = value;
        seen(value);
        inside.decrementAndGet();
    }

    /** A value has come. */
    protected void seen(T value) {}

    @Override
    protected final void hookOnComplete() {
        completions.incrementAndGet();
    }

    @Override
    protected final void hookOnError(Throwable error) {
        errors.incrementAndGet();
    }

    @Override
    protected final void hookFinally(SignalType type) {}

    /** Values so far. */
    public final int values() {
        return values.get();
    }

    /** Errors so far. */
    public final int errors() {
        return errors.get();
    }

    /** Completions and errors so far. */
    public final int ends() {
        return completions.get() + errors.get();
    }

    /** Signals that broke a rule. */
    public final int broken() {
        return broken.get();
    }
}
