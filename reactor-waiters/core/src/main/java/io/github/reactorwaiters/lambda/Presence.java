// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** Whether a function is there and can be read. */
public enum Presence {
    /** It is there. */
    PRESENT,
    /** It does not exist: two readings in a row said so. */
    ABSENT,
    /** Reading it is not allowed; what is shown of it beside the reason is what was last read. */
    UNREADABLE
}
