// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** The service answered with success, but without a function's configuration. */
public final class UnreadableAnswerException extends FunctionWatcherException {
    private final transient FunctionName function;

    UnreadableAnswerException(FunctionName function) {
        super("the answer for " + function + " holds no configuration", null);
        this.function = function;
    }

    /** The function. */
    public FunctionName function() {
        return function;
    }
}
