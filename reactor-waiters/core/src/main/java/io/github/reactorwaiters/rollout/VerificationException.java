// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

/** The caller's verification failed. */
final class VerificationException extends RuntimeException {
    VerificationException(Throwable cause) {
        super("verification failed: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
    }
}
