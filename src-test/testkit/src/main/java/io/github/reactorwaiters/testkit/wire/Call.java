// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call that reached the simulated control plane. Immutable.
 *
 * @param at when it arrived, on the scheduler's clock, to the millisecond
 * @param answeredAt when it was answered, cut off or cancelled; null while it is not
 * @param operation Lambda's name for the operation, or {@link #UNKNOWN_OPERATION}
 * @param function the unqualified name of the function it was about, null if about none
 * @param status the HTTP status of the answer, also of one that was underway when the caller went away (what it says was
 *     done <em>is</em> done); 0 if there was none
 * @param outcome how it ended
 */
public record Call(
        Instant at,
        @Nullable Instant answeredAt,
        String operation,
        @Nullable String function,
        int status,
        Outcome outcome) {
    /** Checks that what must be there is. */
    public Call {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** The operation of a request that addresses none. */
    public static final String UNKNOWN_OPERATION = "Unknown";

    /** How a call ended. */
    public enum Outcome {
        /** Not yet: delayed, or hanging. */
        PENDING,
        /** By the answer of the model, or of no operation, unaltered. An API error is an answer, too. */
        ANSWERED,
        /** Refused by a quota or by a throttling fault. */
        THROTTLED,
        /** Altered, replaced or cut off by any other fault. Extra latency alone leaves it {@link #ANSWERED}. */
        FAULTED,
        /** The caller cancelled or went away before an answer. */
        CANCELLED
    }
}
