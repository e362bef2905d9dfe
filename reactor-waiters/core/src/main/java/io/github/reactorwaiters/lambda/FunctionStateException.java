// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import org.jspecify.annotations.Nullable;

/**
 * What was awaited cannot happen any more: the function is in a state that it does not leave by itself, its update
 * failed, or it does not exist.
 */
public final class FunctionStateException extends FunctionWatcherException {
    private final transient FunctionSnapshot snapshot;

    FunctionStateException(String goal, FunctionSnapshot snapshot) {
        super(snapshot.function() + " will not be " + goal + ": " + snapshot.describe(), null);
        this.snapshot = snapshot;
    }

    /** The function. */
    public FunctionName function() {
        return snapshot.function();
    }

    /** How it was seen, with reasons and codes. */
    public FunctionSnapshot snapshot() {
        return snapshot;
    }

    /** Its State, null if the service sent none or the function does not exist. */
    public @Nullable FunctionState state() {
        return snapshot.state();
    }

    /** Why: of the failed update if one failed, else of the state; null if the service gave no reason. */
    public @Nullable String reason() {
        return updateFailed() ? snapshot.lastUpdateStatusReason() : snapshot.stateReason();
    }

    /** The same as a code. */
    public @Nullable String reasonCode() {
        return updateFailed() ? snapshot.lastUpdateStatusReasonCode() : snapshot.stateReasonCode();
    }

    private boolean updateFailed() {
        return snapshot.lastUpdateStatus() == LastUpdateStatus.FAILED && snapshot.state() != FunctionState.FAILED;
    }
}
