// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every call that reached the simulated control plane, by either front. Keeps the last calls up to a bound (1,000,000
 * by default); its counters are exact however many there were. Thread-safe, without locks.
 */
public final class CallLog {
    private static final int DEFAULT_CAPACITY = 1_000_000;

    private final int capacity;
    private volatile Ledger ledger;

    /** A log that keeps the last 1,000,000 calls. */
    public CallLog() {
        this(DEFAULT_CAPACITY);
    }

    /**
     * A log that keeps the last {@code capacity} calls.
     *
     * @throws IllegalArgumentException if {@code capacity} is below 1
     */
    public CallLog(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is below 1");
        }
        this.capacity = capacity;
        this.ledger = new Ledger(capacity);
    }

    LoggedCall arrived(long nowMillis, String operation, @Nullable String function) {
        return ledger.arrived(nowMillis, operation, function);
    }

    /** The calls that arrived, unanswered ones included. */
    public long total() {
        return ledger.total();
    }

    /** The calls of {@code operation} that arrived; {@link Call#UNKNOWN_OPERATION} counts those that address none. */
    public long count(String operation) {
        return ledger.count(Objects.requireNonNull(operation, "operation"));
    }

    /** The calls that ended so; for {@link Outcome#PENDING}, those that have not ended. */
    public long count(Outcome outcome) {
        return ledger.count(Objects.requireNonNull(outcome, "outcome"));
    }

    /** The calls refused by a quota or by a throttling fault. */
    public long throttled() {
        return count(Outcome.THROTTLED);
    }

    /** The calls kept, in order of arrival: a snapshot, in which a call that arrives meanwhile may be missing. */
    public List<Call> calls() {
        return ledger.calls();
    }

    /** Forgets all calls and counts from 0 again; calls under way are forgotten, too. */
    public void clear() {
        ledger = new Ledger(capacity);
    }
}
