// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * The time limit of calls that all have the same: so they run out in the order in which they began, and one timer does for
 * all. A timer of its own for each, in a heap that two threads lock, would be a good part of what a poll costs. Thread-safe.
 */
final class CallTimeouts implements Disposable {
    /** So long at most a timer is left to run when no call is under way any more. */
    private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

    private final SchedulerClock clock;
    private final Duration limit;

    /** A ring of those under way, the oldest after this one, the newest before it. */
    private final Running ends = new Running();

    private @Nullable Disposable timer;

    CallTimeouts(SchedulerClock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    /** A call under way. Disposing of it, when it is over, is cheap; its fields are guarded by the monitor of all. */
    private final class Running implements Disposable {
        private final Consumer<? super TimeoutException> late;
        private final long deadline;
        private Running before = this;
        private Running after = this;

        private Running() {
            this(Long.MAX_VALUE, unused -> {});
        }

        private Running(long deadline, Consumer<? super TimeoutException> late) {
            this.deadline = deadline;
            this.late = late;
        }

        private void link() {
            before = ends.before;
            after = ends;
            before.after = this;
            ends.before = this;
        }

        @Override
        public void dispose() {
            synchronized (CallTimeouts.this) {
                before.after = after;
                after.before = before;
                before = this;
                after = this;
            }
        }
    }

    /**
     * A call begins now.
     *
     * @param late told on the clock's worker that the limit has passed, unless what is returned is disposed of before
     */
    synchronized Disposable begin(Consumer<? super TimeoutException> late) {
        long now = clock.nanos();
        Running call = new Running(now + limit.toNanos(), late);
        if (timer == null) {
            sleep(isNone() ? call : ends.after, now);
        }
        call.link();
        return call;
    }

    private void wake() {
        try {
            for (Running late = nextLate(); late != null; late = nextLate()) {
                late.late.accept(new TimeoutException("no answer within " + limit));
            }
        } finally { // whoever was told may throw
            goOn();
        }
    }

    private synchronized @Nullable Running nextLate() {
        Running oldest = ends.after;
        if (oldest.deadline > clock.nanos()) {
            return null;
        }
        oldest.dispose();
        return oldest;
    }

    private synchronized void goOn() {
        timer = null;
        if (!isNone()) {
            sleep(ends.after, clock.nanos());
        }
    }

    private boolean isNone() {
        return ends.after == ends;
    }

    private void sleep(Running oldest, long now) {
        long nanos = Math.max(0, Math.min(oldest.deadline - now, LONGEST_SLEEP));
        timer = clock.worker().schedule(this::wake, nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends the timer: of calls still under way nobody will hear that they are late. One that begins later has its limit. */
    @Override
    public synchronized void dispose() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
    }
}
