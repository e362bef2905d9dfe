// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

/** What happened between two observations of a function. A change may carry several. */
public enum ChangeKind {
    /** The first observation: nothing is known of before. */
    FIRST_SEEN,
    /** It did not exist, and now does. */
    APPEARED,
    /** State became Active. */
    BECAME_ACTIVE,
    /** State became Inactive. */
    BECAME_INACTIVE,
    /** State became Pending: after creation, or while an Inactive function is restored. */
    BECAME_PENDING,
    /** State became Failed. */
    FAILED,
    /** An update began. */
    UPDATE_STARTED,
    /** An update ended well; also if its beginning was not seen. */
    UPDATE_COMPLETED,
    /** An update failed; also if its beginning was not seen. */
    UPDATE_FAILED,
    /** State, LastUpdateStatus or one of their reasons changed in another way, unknown values included. */
    STATE_CHANGED,
    /** Nothing but the revision changed: tags, a published version, an alias that moved. */
    REVISION_CHANGED,
    /** It existed, and does not any more. */
    DELETED,
    /** Reading it is not allowed any more. */
    UNREADABLE,
    /** Reading it is allowed again. */
    READABLE
}
