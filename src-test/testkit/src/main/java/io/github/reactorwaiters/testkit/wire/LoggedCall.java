// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** An entry of the log, from arrival to its end. It ends once: the first to end it wins. */
final class LoggedCall {
    private static final AtomicIntegerFieldUpdater<LoggedCall> ENDED =
            AtomicIntegerFieldUpdater.newUpdater(LoggedCall.class, "ended");

    /** Of its ledger, which it does not keep: while it is under way, all calls of a cleared one would live. */
    private final Map<Outcome, LongAdder> byOutcome;

    private final long arrivedMillis;
    private final String operation;
    private final @Nullable String function;

    /** 1 once someone ends the call. */
    private volatile int ended;

    /** Of the answer, from when the model gives it, whether or not the caller still hears it; 0 before. */
    private volatile int status;

    private long endedMillis;
    /** Written last: publishes the field above. */
    private volatile Outcome outcome = Outcome.PENDING;

    LoggedCall(Map<Outcome, LongAdder> byOutcome, long arrivedMillis, String operation, @Nullable String function) {
        this.byOutcome = byOutcome;
        this.arrivedMillis = arrivedMillis;
        this.operation = operation;
        this.function = function;
    }

    boolean isPending() {
        return ended == 0;
    }

    /** What the call asks for is now done, or refused: the answer sets out, with {@code answer} for its status. */
    void decided(int answer) {
        status = answer;
    }

    /** Ends the call, unless it has ended already. */
    boolean end(long nowMillis, Outcome how) {
        if (!ENDED.compareAndSet(this, 0, 1)) {
            return false;
        }
        endedMillis = nowMillis;
        outcome = how;
        Objects.requireNonNull(byOutcome.get(how)).increment();
        return true;
    }

    Call toCall() {
        Outcome how = outcome;
        boolean pending = how == Outcome.PENDING;
        Instant answeredAt = pending ? null : Instant.ofEpochMilli(endedMillis);
        return new Call(
                Instant.ofEpochMilli(arrivedMillis), answeredAt, operation, function, pending ? 0 : status, how);
    }
}
