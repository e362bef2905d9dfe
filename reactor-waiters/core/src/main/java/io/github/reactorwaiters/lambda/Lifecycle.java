// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a function between two observations, also when the middle was not seen.
 *
 * <p>It rests on Lambda's rules: Failed after creation is final, Pending without a LastUpdateStatus is a new function,
 * LastModified and CodeSha256 move when an update starts and not when tags change or a version is published, and a new
 * update can only start when the one before has ended.
 */
final class Lifecycle {
    private Lifecycle() {}

    /** The kinds of the change from {@code before} to {@code after}; empty if nothing visible changed. */
    static Set<ChangeKind> between(@Nullable FunctionSnapshot before, FunctionSnapshot after) {
        EnumSet<ChangeKind> kinds = EnumSet.noneOf(ChangeKind.class);
        if (before == null) {
            kinds.add(ChangeKind.FIRST_SEEN);
            if (after.presence() == Presence.UNREADABLE) {
                kinds.add(ChangeKind.UNREADABLE);
            }
            return kinds;
        }
        if (before.equals(after)) {
            return kinds;
        }
        boolean wasReadable = before.presence() != Presence.UNREADABLE;
        if (after.presence() == Presence.UNREADABLE) {
            kinds.add(wasReadable ? ChangeKind.UNREADABLE : ChangeKind.STATE_CHANGED);
            return kinds;
        }
        if (!wasReadable) {
            kinds.add(ChangeKind.READABLE);
        }
        boolean existed = before.isPresent() || before.revisionId() != null || before.stateText() != null;
        if (after.presence() == Presence.ABSENT) {
            if (existed) {
                kinds.add(ChangeKind.DELETED);
            }
        } else if (before.presence() == Presence.ABSENT) {
            kinds.add(ChangeKind.APPEARED);
            addState(kinds, after);
        } else if (existed) {
            addLife(kinds, before, after);
        }
        return kinds;
    }

    /** What a function that was there, and still or again is, went through. */
    private static void addLife(Set<ChangeKind> kinds, FunctionSnapshot before, FunctionSnapshot after) {
        boolean recreated = isRecreated(before, after);
        if (recreated) {
            kinds.add(ChangeKind.DELETED);
            kinds.add(ChangeKind.APPEARED);
        }
        if (recreated || !Objects.equals(before.stateText(), after.stateText())) {
            addState(kinds, after);
        }
        if (!recreated) {
            addUpdate(kinds, before, after);
        }
        if (kinds.isEmpty() && !before.isSameState(after)) {
            kinds.add(ChangeKind.STATE_CHANGED);
        }
        if (kinds.isEmpty()) {
            kinds.add(ChangeKind.REVISION_CHANGED);
        }
    }

    private static void addState(Set<ChangeKind> kinds, FunctionSnapshot after) {
        FunctionState state = after.state();
        if (state == null) {
            return;
        }
        kinds.add(
                switch (state) {
                    case ACTIVE -> ChangeKind.BECAME_ACTIVE;
                    case INACTIVE -> ChangeKind.BECAME_INACTIVE;
                    case PENDING -> ChangeKind.BECAME_PENDING;
                    case FAILED -> ChangeKind.FAILED;
                    case DEACTIVATING, DEACTIVATED, ACTIVE_NON_INVOCABLE, DELETING, UNKNOWN -> ChangeKind.STATE_CHANGED;
                });
    }

    private static void addUpdate(Set<ChangeKind> kinds, FunctionSnapshot before, FunctionSnapshot after) {
        LastUpdateStatus was = before.lastUpdateStatus();
        LastUpdateStatus is = after.lastUpdateStatus();
        // An alias that moved shows another version's code: that is no update.
        boolean updated = Objects.equals(before.version(), after.version()) && after.isUpdatedSince(before);
        if (is == LastUpdateStatus.IN_PROGRESS) {
            if (was != LastUpdateStatus.IN_PROGRESS || updated) {
                kinds.add(ChangeKind.UPDATE_STARTED);
            }
        } else if (is == LastUpdateStatus.SUCCESSFUL) {
            // No status before: it was Pending after its creation, and becoming Active is no update.
            if (updated || (was != null && was != LastUpdateStatus.SUCCESSFUL)) {
                kinds.add(ChangeKind.UPDATE_COMPLETED);
            }
        } else if (is == LastUpdateStatus.FAILED) {
            if (updated || (was != null && was != LastUpdateStatus.FAILED)) {
                kinds.add(ChangeKind.UPDATE_FAILED);
            }
        } else if (is == null && updated && was == null && after.state() != FunctionState.PENDING) {
            kinds.add(ChangeKind.UPDATE_COMPLETED); // a server that sends no LastUpdateStatus
        }
    }

    /** Whether the name now belongs to another function than before. */
    private static boolean isRecreated(FunctionSnapshot before, FunctionSnapshot after) {
        if (before.version() != null
                && after.version() != null
                && !before.version().equals(after.version())) {
            return false; // an alias that moved, perhaps to a version that is being made
        }
        boolean fresh = after.state() == FunctionState.PENDING
                && after.lastUpdateStatusText() == null
                && !"Restoring".equals(after.stateReasonCode());
        boolean wasNew = before.state() == FunctionState.PENDING && before.lastUpdateStatusText() == null;
        if (fresh) {
            boolean wasInactive = before.state() == FunctionState.INACTIVE;
            return (wasNew || wasInactive) ? after.isUpdatedSince(before) : before.stateText() != null;
        }
        return before.state() == FunctionState.FAILED
                && before.lastUpdateStatusText() == null
                && after.state() != FunctionState.FAILED
                && after.isUpdatedSince(before);
    }
}
