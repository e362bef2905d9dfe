// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may be under way at a time. While a new client loads its classes and opens its first connections, calls wait
 * in it, and then arrive together: more in a second than there were permits in one. So it begins with one call, and each answer
 * makes room for one more, as TCP does (slow start, RFC 5681); so does each tenth of a second without an answer, since a
 * service may be slow. Written by the engine's worker only.
 */
final class CallWindow {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

    private final int most;
    private final AtomicInteger inFlight;
    private volatile int size = 1;

    /** Or when the first call was made. */
    private long widenedAt;

    /**
     * One that is closed but for one call.
     *
     * @param most its size in the end
     * @param inFlight where it counts the calls under way
     */
    CallWindow(int most, AtomicInteger inFlight) {
        this.most = most;
        this.inFlight = inFlight;
    }

    /** Whether a call may be made at {@code now}. */
    boolean hasRoom(long now) {
        if (now >= widensAt()) {
            widen(now);
        }
        return !isFull();
    }

    /** When there is room although no answer has come, {@link Long#MAX_VALUE} if never. */
    long widensAt() {
        return isFull() && size < most ? widenedAt + PATIENCE : Long.MAX_VALUE;
    }

    boolean isEmpty() {
        return inFlight.get() == 0;
    }

    /** Any thread. */
    boolean isFull() {
        return inFlight.get() >= size;
    }

    void made(long now) {
        if (inFlight.incrementAndGet() == 1 && size == 1) {
            widenedAt = now;
        }
    }

    /** A call's answer, whatever it says. */
    void answered(long now) {
        inFlight.decrementAndGet();
        widen(now);
    }

    void aborted() {
        inFlight.decrementAndGet();
    }

    private void widen(long now) {
        size = Math.min(most, size + 1);
        widenedAt = now;
    }
}
