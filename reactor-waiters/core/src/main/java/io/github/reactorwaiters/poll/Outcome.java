// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call to the service ended, as far as the engine must tell cases apart. Immutable.
 *
 * @param <T> what a good answer carries
 */
public sealed interface Outcome<T> {
    /** An answer. */
    record Seen<T>(T value) implements Outcome<T> {}

    /**
     * The service refused the call for the caller's rate; it counts as no failure.
     *
     * @param retryAfter what the service asked for, null if it did not say
     */
    record Throttled<T>(@Nullable Duration retryAfter) implements Outcome<T> {}

    /** This call failed: network, 5xx, an unreadable body. */
    record Failed<T>(Throwable error) implements Outcome<T> {}

    /** This call is not allowed, and will not be until somebody changes a policy. */
    record Denied<T>(Throwable error) implements Outcome<T> {}

    /** Every call will fail for now: no credentials, expired or wrong ones. */
    record Rejected<T>(Throwable error) implements Outcome<T> {}
}
