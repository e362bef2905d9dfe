// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/**
 * A strict watcher can do nothing: the service rejects every call (no credentials, expired or wrong ones), or listing
 * functions is not allowed. The cause is the exception of the SDK or of the credentials provider.
 */
public final class CallsRejectedException extends FunctionWatcherException {
    CallsRejectedException(Throwable cause) {
        super("Lambda rejects the calls: " + CallErrors.reason(cause), cause);
    }
}
