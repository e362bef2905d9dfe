// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a wait waits for.
 *
 * @param name completes "was not ...", for messages
 * @param exists whether only a function that exists can reach it: one that two readings did not find is not there; an
 *     unreadable one may become readable
 * @param rule judges each state seen, if {@code exists} of a function that does
 */
record Goal(String name, boolean exists, Function<FunctionSnapshot, Verdict> rule) {
    /** Active; Inactive and the like do not become so by themselves, unless an update is under way. */
    static final Goal ACTIVE = new Goal("active", true, Goal::ofActive);

    static final Goal PUBLISHED = new Goal("published", true, Goal::ofActive);

    static final Goal UPDATABLE = new Goal("updatable", true, Goal::ofUpdatable);

    /** No update under way and the last one successful. */
    static final Goal UPDATED = new Goal("updated", true, Goal::ofUpdate);

    static final Goal EXISTING = new Goal("there", false, seen -> seen.isPresent() ? Verdict.REACHED : Verdict.NOT_YET);

    static final Goal DELETED =
            new Goal("deleted", false, seen -> seen.presence() == Presence.ABSENT ? Verdict.REACHED : Verdict.NOT_YET);

    /** What a state means for a wait. */
    enum Verdict {
        REACHED,
        NOT_YET,
        NEVER
    }

    Verdict judge(FunctionSnapshot seen) {
        if (!exists) {
            return rule.apply(seen);
        }
        return switch (seen.presence()) {
            case PRESENT -> rule.apply(seen);
            case ABSENT -> Verdict.NEVER;
            case UNREADABLE -> Verdict.NOT_YET;
        };
    }

    static Goal matching(Predicate<? super FunctionSnapshot> predicate) {
        return new Goal("as awaited", false, seen -> predicate.test(seen) ? Verdict.REACHED : Verdict.NOT_YET);
    }

    private static Verdict ofActive(FunctionSnapshot seen) {
        FunctionState state = seen.state();
        if (state == null || state == FunctionState.ACTIVE) {
            return Verdict.REACHED;
        }
        return switch (state) {
            case FAILED, DELETING -> Verdict.NEVER;
            case INACTIVE, DEACTIVATED -> seen.isUpdating() ? Verdict.NOT_YET : Verdict.NEVER;
            default -> Verdict.NOT_YET;
        };
    }

    private static Verdict ofUpdatable(FunctionSnapshot seen) {
        if (seen.isUpdatable()) {
            return Verdict.REACHED;
        }
        return seen.state() == FunctionState.FAILED || seen.state() == FunctionState.DELETING
                ? Verdict.NEVER
                : Verdict.NOT_YET;
    }

    private static Verdict ofUpdate(FunctionSnapshot seen) {
        if (seen.state() == FunctionState.FAILED || seen.state() == FunctionState.DELETING) {
            return Verdict.NEVER;
        }
        LastUpdateStatus status = seen.lastUpdateStatus();
        if (status == null) {
            return seen.isSettled() ? Verdict.REACHED : Verdict.NOT_YET;
        }
        return switch (status) {
            case SUCCESSFUL -> Verdict.REACHED;
            case FAILED -> Verdict.NEVER;
            case IN_PROGRESS, UNKNOWN -> Verdict.NOT_YET;
        };
    }
}
