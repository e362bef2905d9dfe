// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A true transition of a simulated function or version. Immutable.
 *
 * @param at when it happened, in milliseconds of the scheduler's clock
 * @param state State after it; null if AWS would send none, and after a deletion
 * @param lastUpdateStatus LastUpdateStatus after it; null if AWS would send none, and after a deletion
 * @param revisionId RevisionId after it; after a deletion, the last one
 * @param kind what happened
 */
public record Transition(
        Instant at, @Nullable String state, @Nullable String lastUpdateStatus, String revisionId, Kind kind) {
    /** Checks that what must be there is. */
    public Transition {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(revisionId, "revisionId");
        Objects.requireNonNull(kind, "kind");
    }

    /** What can happen to a function or version. */
    public enum Kind {
        /** It came into being: Pending, or already settled if it was added so by a script. */
        CREATED,
        /** Its creation, or its snapshot, succeeded. */
        ACTIVATED,
        /** Its creation, or its snapshot, failed for good. */
        CREATION_FAILED,
        /** An update of code or configuration began. */
        UPDATE_STARTED,
        /** The update succeeded. */
        UPDATE_COMPLETED,
        /** The update failed; code and configuration are the old ones again. */
        UPDATE_FAILED,
        /** It became Inactive. */
        IDLED,
        /** An invocation set the Inactive function to Pending. */
        RESTORING,
        /** It is Active again. */
        RESTORED,
        /** It is Inactive again. */
        RESTORE_FAILED,
        /** Only its RevisionId changed: a version was published, or tags or the policy changed. */
        REVISED,
        /** A script forced its state. */
        FORCED,
        /** It was deleted. */
        DELETED
    }
}
