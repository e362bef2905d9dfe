// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was awaited did not happen in time. */
public final class AwaitTimeoutException extends FunctionWatcherException {
    private final transient FunctionName function;
    private final Duration waited;
    private final transient @Nullable FunctionSnapshot last;

    AwaitTimeoutException(String goal, FunctionName function, Duration waited, @Nullable FunctionSnapshot last) {
        super(
                function + " was not " + goal + " within " + waited + "; last seen: "
                        + (last == null ? "nothing" : last.describe()),
                null);
        this.function = function;
        this.waited = waited;
        this.last = last;
    }

    /** The function. */
    public FunctionName function() {
        return function;
    }

    /** How long it was awaited. */
    public Duration waited() {
        return waited;
    }

    /** The last state seen while waiting, null if none was. */
    public @Nullable FunctionSnapshot last() {
        return last;
    }
}
