// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** A strict watcher may not read a function. */
public final class FunctionUnreadableException extends FunctionWatcherException {
    private final transient FunctionName function;
    private final String reason;

    FunctionUnreadableException(FunctionName function, String reason) {
        super(function + " cannot be read: " + reason, null);
        this.function = function;
        this.reason = reason;
    }

    /** The function. */
    public FunctionName function() {
        return function;
    }

    /** Code and message of the service's answer. */
    public String reason() {
        return reason;
    }
}
