// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a wait waits for.
 *
 * @param name completes "was not ...", for messages
 * @param judge judges each state seen
 */
record Goal(String name, Function<FunctionSnapshot, Verdict> judge) {
    /** What a state means for a wait. */
    enum Verdict {
        REACHED,
        NOT_YET,
        NEVER
    }

    static Goal matching(Predicate<? super FunctionSnapshot> predicate) {
        return new Goal("as awaited", seen -> predicate.test(seen) ? Verdict.REACHED : Verdict.NOT_YET);
    }

    static Goal existing() {
        return new Goal("there", seen -> seen.isPresent() ? Verdict.REACHED : Verdict.NOT_YET);
    }

    static Goal deleted() {
        return new Goal("deleted", seen -> seen.presence() == Presence.ABSENT ? Verdict.REACHED : Verdict.NOT_YET);
    }

    /** Active; Inactive and the like do not become so by themselves, unless an update is under way. */
    static Goal active(String name) {
        return new Goal(name, present(seen -> {
            FunctionState state = seen.state();
            if (state == null || state == FunctionState.ACTIVE) {
                return Verdict.REACHED;
            }
            return switch (state) {
                case FAILED, DELETING -> Verdict.NEVER;
                case INACTIVE, DEACTIVATED -> seen.isUpdating() ? Verdict.NOT_YET : Verdict.NEVER;
                default -> Verdict.NOT_YET;
            };
        }));
    }

    static Goal updatable() {
        return new Goal("updatable", present(seen -> {
            if (seen.isUpdatable()) {
                return Verdict.REACHED;
            }
            return seen.state() == FunctionState.FAILED || seen.state() == FunctionState.DELETING
                    ? Verdict.NEVER
                    : Verdict.NOT_YET;
        }));
    }

    /** No update under way and the last one successful. */
    static Goal updated() {
        return new Goal("updated", present(Goal::ofUpdate));
    }

    /**
     * The update that answered with {@code lastModified} and {@code codeSha256} has ended. A reading from before it, which
     * an eventually consistent service may still give, says nothing. LastModified tells such a reading; on a server whose
     * LastModified never moves, the code does.
     */
    static Goal updatedSince(@Nullable String lastModified, @Nullable String codeSha256) {
        Instant start = FunctionSnapshot.instant(lastModified);
        return new Goal("updated", present(seen -> {
            Instant shown = FunctionSnapshot.instant(seen.lastModified());
            if (start != null && shown != null && !shown.equals(start)) {
                return shown.isBefore(start) ? Verdict.NOT_YET : ofUpdate(seen);
            }
            // A failed update leaves the old code.
            boolean otherCode = seen.lastUpdateStatus() != LastUpdateStatus.FAILED
                    && codeSha256 != null
                    && seen.codeSha256() != null
                    && !codeSha256.equals(seen.codeSha256());
            return otherCode ? Verdict.NOT_YET : ofUpdate(seen);
        }));
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

    /** A function that two readings did not find is not there; an unreadable one may become readable. */
    private static Function<FunctionSnapshot, Verdict> present(Function<FunctionSnapshot, Verdict> judge) {
        return seen -> switch (seen.presence()) {
            case PRESENT -> judge.apply(seen);
            case ABSENT -> Verdict.NEVER;
            case UNREADABLE -> Verdict.NOT_YET;
        };
    }
}
