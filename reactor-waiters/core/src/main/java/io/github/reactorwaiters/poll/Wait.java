// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.MonoSink;

/**
 * One who waits for a certain reading of one key. There may be thousands: small, and without a timer of its own. Its
 * fields are confined to the engine's worker.
 */
final class Wait<K, S, R, C> implements Disposable {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Wait> OVER =
            AtomicIntegerFieldUpdater.newUpdater(Wait.class, "over");

    private final PollEngine<K, S, R, C> engine;
    private final Awaited<S> awaited;
    private final MonoSink<S> sink;

    /** 1 once it has ended, or its subscriber went away. */
    private volatile int over;

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

    Wait(PollEngine<K, S, R, C> engine, K key, Awaited<S> awaited, MonoSink<S> sink) {
        this.engine = engine;
        this.key = key;
        this.awaited = awaited;
        this.sink = sink;
    }

    void begin(long latestCall, int ordinal, long timesOutAt) {
        freshAfter = latestCall;
        number = ordinal;
        deadline = timesOutAt;
    }

    /** A reading, by the call of that number. Absence is believed when the one before showed it, too. */
    void read(S state, boolean absent, long call) {
        if (call <= freshAfter || isDisposed()) {
            return;
        }
        held = absent && !missed;
        missed = absent;
        last = state;
        if (held) {
            return;
        }
        try {
            if (awaited.read(state, sink) && !isDisposed()) {
                dispose(); // the sink does so only once its subscriber takes the outcome
            }
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            fail(thrown);
        }
    }

    /** A reading that did not find the key, and is to be confirmed, by the call of that number. */
    void missed(S state, long call) {
        if (call > freshAfter) {
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
        if (OVER.compareAndSet(this, 0, 1)) {
            sink.error(error);
        }
    }

    /** It has ended, or its subscriber went away. Any thread. */
    @Override
    public void dispose() {
        over = 1;
        engine.left(this);
    }

    @Override
    public boolean isDisposed() {
        return over == 1;
    }
}
