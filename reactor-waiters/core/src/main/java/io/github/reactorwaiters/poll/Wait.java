// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;

/**
 * One who waits for a certain reading of one key. There may be thousands: small, without a timer of its own, and itself the
 * subscription. Its fields are confined to the engine's worker, but for {@link #stage}, and {@link #last} once it is what was
 * awaited.
 */
final class Wait<K, S, R, C> implements Subscription {
    /** Neither asked for by its subscriber nor reached. */
    private static final int BEGUN = 0;

    private static final int REQUESTED = 1;

    /** {@link #last} is what was awaited, and its subscriber has not asked for it yet. */
    private static final int REACHED = 2;

    /** The subscriber was told how it ended, or went away. */
    private static final int OVER = 3;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Wait> STAGE =
            AtomicIntegerFieldUpdater.newUpdater(Wait.class, "stage");

    private final PollEngine<K, S, R, C> engine;
    private final Awaited<S> awaited;
    private final CoreSubscriber<? super S> subscriber;
    private volatile int stage;

    final K key;

    /** The next one who waits for the same key. */
    @Nullable
    Wait<K, S, R, C> next;

    /** A reading counts if its call has a higher number than this. */
    private long freshAfter;

    private @Nullable S last;

    /** When it times out, on the engine's clock. */
    long deadline;

    /** Tells it from others of the same deadline; 0 until it is attached. */
    int number;

    /** Whether {@link #last} did not find the key. */
    private boolean missed;

    /** Whether {@link #last} is not believed yet: the next one decides. */
    private boolean held;

    Wait(PollEngine<K, S, R, C> engine, K key, Awaited<S> awaited, CoreSubscriber<? super S> subscriber) {
        this.engine = engine;
        this.key = key;
        this.awaited = awaited;
        this.subscriber = subscriber;
    }

    void begin(long latestCall, int ordinal, long timesOutAt) {
        freshAfter = latestCall;
        number = ordinal;
        deadline = timesOutAt;
    }

    /** A reading, by the call of that number. Absence is believed when the one before showed it, too. */
    void read(S state, boolean absent, long call) {
        if (call <= freshAfter || isOver()) {
            return;
        }
        held = absent && !missed;
        missed = absent;
        last = state;
        if (held) {
            return;
        }
        boolean reached;
        try {
            reached = awaited.isReached(state);
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            fail(thrown);
            return;
        }
        if (reached) {
            if (STAGE.compareAndSet(this, BEGUN, REACHED)) {
                engine.left(this);
            } else if (STAGE.compareAndSet(this, REQUESTED, OVER)) {
                tell(state);
                engine.left(this); // afterwards: what was read is still known to a subscriber that has come back
            }
        }
    }

    /** A reading that did not find the key, and is to be confirmed, by the call of that number. */
    void missed(S state, long call) {
        if (call > freshAfter && !isOver()) {
            last = state;
            missed = true;
        }
    }

    /** Whether {@code state}, and no other, is the latest that it was shown. */
    boolean wasShown(@Nullable S state) {
        return state != null && last == state && !held;
    }

    void timedOut() {
        fail(awaited.timedOut(last));
    }

    /** The service rejects all calls. */
    void rejected(Throwable rejection) {
        Throwable error = awaited.rejected(rejection);
        if (error != null) {
            fail(error);
        }
    }

    void closed() {
        fail(awaited.closed());
    }

    private void fail(Throwable error) {
        if (refuse(error)) {
            engine.left(this);
        }
    }

    /** Fails, of an engine that does not have it; false if it is over. */
    boolean refuse(Throwable error) {
        boolean ends = STAGE.compareAndSet(this, BEGUN, OVER) || STAGE.compareAndSet(this, REQUESTED, OVER);
        if (ends) {
            tell(error);
        }
        return ends;
    }

    private void tell(S state) {
        try {
            subscriber.onNext(state);
            subscriber.onComplete();
        } catch (Throwable thrown) {
            tell(thrown);
        }
    }

    /** What a subscriber throws is nobody else's business: neither the other waits' nor the key's. */
    private void tell(Throwable error) {
        try {
            subscriber.onError(error);
        } catch (Throwable thrown) {
            Operators.onErrorDropped(thrown, subscriber.currentContext());
        }
    }

    /** Any thread, as cancelling. */
    @Override
    public void request(long count) {
        if (!Operators.validate(count) || STAGE.compareAndSet(this, BEGUN, REQUESTED)) {
            return;
        }
        S reached = last;
        if (reached != null && STAGE.compareAndSet(this, REACHED, OVER)) {
            tell(reached);
        }
    }

    @Override
    public void cancel() {
        int before = STAGE.getAndSet(this, OVER);
        if (before < REACHED) {
            engine.left(this);
        } else if (before == REACHED) {
            Operators.onDiscard(last, subscriber.currentContext());
        }
    }

    /** Whether it is decided how it ends, or its subscriber went away. Any thread. */
    boolean isOver() {
        return stage >= REACHED;
    }
}
