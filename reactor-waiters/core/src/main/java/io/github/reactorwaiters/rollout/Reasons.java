// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.lambda.FunctionStateException;
import org.jspecify.annotations.Nullable;

/** What to tell of a failure. */
final class Reasons {
    private Reasons() {}

    static String text(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }

    static @Nullable String code(Throwable error) {
        if (error instanceof CallFailedException failed) {
            return failed.code();
        }
        if (error instanceof FunctionStateException state) {
            return state.reasonCode();
        }
        if (error instanceof ConcurrentChangeException) {
            return ConcurrentChangeException.CODE;
        }
        return error instanceof AwaitTimeoutException ? "TIMED_OUT" : null;
    }
}
