// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

/** Where a function is in a rollout; in this order, those that are not needed left out. */
public enum RolloutStep {
    /** The caller's check beforehand. */
    PRE_CHECK,
    /** Its state, code and configuration are read. */
    READ,
    /** It is Pending, or somebody else's update is in progress. */
    AWAIT_UPDATABLE,
    /** Waiting for a permit, then UpdateFunctionCode. */
    UPDATE_CODE,
    /** Until that update has ended. */
    AWAIT_CODE,
    /** Waiting for a permit, then UpdateFunctionConfiguration. */
    UPDATE_CONFIGURATION,
    /** Until that update has ended. */
    AWAIT_CONFIGURATION,
    /** Waiting for a permit, then PublishVersion. */
    PUBLISH,
    /** Until the version is Active; with SnapStart minutes. */
    AWAIT_VERSION,
    /** The alias goes to the version, step by step. */
    SHIFT_ALIAS,
    /** The caller's check afterwards. */
    VERIFY,
    /** The alias, or the code, returns to what it was. */
    ROLL_BACK
}
