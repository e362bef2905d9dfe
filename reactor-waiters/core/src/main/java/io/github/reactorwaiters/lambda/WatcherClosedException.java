// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** The watcher was closed before what was awaited happened. */
public final class WatcherClosedException extends FunctionWatcherException {
    WatcherClosedException() {
        super("the watcher is closed", null);
    }
}
