// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import org.jspecify.annotations.Nullable;

/**
 * Why a rollout went no further. Immutable.
 *
 * @param cause what halted it
 * @param message in words
 */
public record Halt(Cause cause, String message) {
    /** What halts a rollout. */
    public enum Cause {
        /** More functions failed than allowed. */
        FAILURES,
        /** The caller's verification failed. */
        VERIFICATION,
        /** The caller's signal. */
        SIGNAL
    }

    static Halt of(Cause cause, @Nullable Object detail) {
        return new Halt(cause, String.valueOf(detail));
    }
}
