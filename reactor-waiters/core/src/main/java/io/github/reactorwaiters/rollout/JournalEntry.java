// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a rollout did, or is about to do first, to a function. Immutable.
 *
 * @param at when
 * @param function its name
 * @param change what is to become of it, as a text that tells changes apart
 * @param kind what was done
 * @param codeSha256 its code: before the rollout if STARTED, else after what was done; null if unknown
 * @param version the version before the rollout that the alias points to if STARTED, else the one published; null if
 *     there is none
 * @param image the image before the rollout if STARTED; null if there is none
 * @param percent of the alias that goes to the version, if SHIFTED; null otherwise
 * @param outcome if ENDED; null otherwise
 */
public record JournalEntry(
        Instant at,
        FunctionName function,
        String change,
        Kind kind,
        @Nullable String codeSha256,
        @Nullable String version,
        @Nullable String image,
        @Nullable Integer percent,
        @Nullable FunctionOutcome outcome) {

    /** What was done. */
    public enum Kind {
        /** Nothing yet: how it is before the first call that changes something. */
        STARTED,
        /** The code is updated. */
        CODE,
        /** The configuration is updated. */
        CONFIGURATION,
        /** A version is published. */
        PUBLISHED,
        /** The alias points to the version, for a part or all. */
        SHIFTED,
        /** The function ended. */
        ENDED
    }
}
