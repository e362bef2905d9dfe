// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function was seen to have changed, or was seen for the first time. Immutable.
 *
 * <p>The changes of one function chain: each {@code before} equals the {@code after} of the one before it.
 *
 * @param sequence rises over all changes of a watcher; between two changes that one subscriber gets, numbers may be
 *     missing
 * @param function the name it is watched by
 * @param at the true change happened at this time or before: the answer that showed it arrived then
 * @param notBefore the true change happened after this time: the last reading that did not show it was asked for then;
 *     on the first observation, when that reading was asked for
 * @param kinds what happened, at least one
 * @param skipped how many changes were merged into this one because the subscriber had not taken them yet; {@code kinds}
 *     holds the kinds of all of them
 * @param before how it was, null on the first observation
 * @param after how it is
 */
public record FunctionStateChange(
        long sequence,
        FunctionName function,
        Instant at,
        Instant notBefore,
        Set<ChangeKind> kinds,
        int skipped,
        @Nullable FunctionSnapshot before,
        FunctionSnapshot after) {

    /** Checks and copies {@code kinds}. */
    public FunctionStateChange {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("kinds must not be empty");
        }
        kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }

    /**
     * What happened to a function between two observations, whatever there was in between; null if nothing visible did.
     *
     * @param before how it was, null if that is not known
     */
    public static @Nullable FunctionStateChange between(
            long sequence, Instant notBefore, Instant at, @Nullable FunctionSnapshot before, FunctionSnapshot after) {
        Set<ChangeKind> kinds = Lifecycle.between(before, after);
        return kinds.isEmpty()
                ? null
                : new FunctionStateChange(sequence, after.function(), at, notBefore, kinds, 0, before, after);
    }

    /** The ARN as the service gave it last, null if it never did. */
    public @Nullable String arn() {
        return after.arn() != null ? after.arn() : before == null ? null : before.arn();
    }

    /** Whether {@code kind} is among the kinds. */
    public boolean is(ChangeKind kind) {
        return kinds.contains(kind);
    }

    /** This change and a {@code later} one of the same function as one, for whoever conflates: nothing is lost but the middle. */
    public FunctionStateChange merge(FunctionStateChange later) {
        EnumSet<ChangeKind> both = EnumSet.copyOf(kinds);
        both.addAll(later.kinds);
        return new FunctionStateChange(
                later.sequence, function, later.at, notBefore, both, skipped + later.skipped + 1, before, later.after);
    }
}
