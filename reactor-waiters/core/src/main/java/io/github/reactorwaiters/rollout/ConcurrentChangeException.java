// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

/** Somebody else changed the function in mid-rollout. */
final class ConcurrentChangeException extends RuntimeException {
    static final String CODE = "CONCURRENT_CHANGE";

    ConcurrentChangeException(String message) {
        super(message, null, false, false);
    }
}
