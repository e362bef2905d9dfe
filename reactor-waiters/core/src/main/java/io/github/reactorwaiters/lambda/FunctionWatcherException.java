// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import org.jspecify.annotations.Nullable;

/** What a {@link FunctionWatcher} fails with; each case is a subclass that carries its data. */
public abstract class FunctionWatcherException extends RuntimeException {
    FunctionWatcherException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
