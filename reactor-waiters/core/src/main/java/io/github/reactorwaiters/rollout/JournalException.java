// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

/** A rollout's journal cannot be read or written: no call may be made that it would not keep. */
public final class JournalException extends RuntimeException {
    JournalException(Throwable cause) {
        super("the rollout's journal failed: " + cause.getMessage(), cause);
    }
}
