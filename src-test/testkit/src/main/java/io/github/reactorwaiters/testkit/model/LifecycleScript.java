// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scripts how the next lifecycle steps of one function end: creation, update, restore, SnapStart snapshot, whichever
 * comes. Each call adds one outcome to a queue; each step takes one; without any, steps succeed after a drawn duration.
 * May be scripted before the function exists. Thread-safe.
 */
public final class LifecycleScript {
    /** How a step ends. A null {@code reasonCode} is success; {@code millis} may be {@code DRAWN}. */
    record Outcome(long millis, @Nullable String reasonCode, @Nullable String reason) {
        /** As long as a step that is not scripted. */
        static final long DRAWN = -1;

        Outcome lasting(long drawnMillis) {
            return millis == DRAWN ? new Outcome(drawnMillis, reasonCode, reason) : this;
        }

        boolean fails() {
            return reasonCode != null;
        }
    }

    private final Object lock;
    private final Chronicle chronicle;

    LifecycleScript(Object lock, Chronicle chronicle) {
        this.lock = lock;
        this.chronicle = chronicle;
    }

    /** Makes the next step succeed after {@code duration}. */
    public LifecycleScript next(Duration duration) {
        return add(new Outcome(Durations.millis("duration", duration), null, null));
    }

    /**
     * Makes the next step fail after {@code duration}: a creation or snapshot ends in State Failed, an update in
     * LastUpdateStatus Failed, a restore in State Inactive, each with this reason.
     */
    public LifecycleScript nextFails(String reasonCode, String reason, Duration duration) {
        Objects.requireNonNull(reasonCode, "reasonCode");
        Objects.requireNonNull(reason, "reason");
        return add(new Outcome(Durations.millis("duration", duration), reasonCode, reason));
    }

    /** Makes the next step fail after the duration that is drawn for it. */
    LifecycleScript nextFails(String reasonCode, String reason) {
        return add(new Outcome(Outcome.DRAWN, reasonCode, reason));
    }

    private LifecycleScript add(Outcome outcome) {
        synchronized (lock) {
            chronicle.script.add(outcome);
        }
        return this;
    }
}
