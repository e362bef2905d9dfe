// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

/** What a rollout made of a function. */
public enum FunctionOutcome {
    /** It is as wanted, by at least one call that changes something. */
    UPDATED,
    /** It was as wanted already. */
    UNCHANGED,
    /** A step failed; what was done before stands. */
    FAILED,
    /** The rollout was halted or cancelled in between: no update of it is in progress, its alias was not shifted to the end. */
    STOPPED,
    /** The rollout ended before its turn. */
    NOT_STARTED,
    /** It was changed, and has its previous version or code again. */
    ROLLED_BACK
}
