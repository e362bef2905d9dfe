// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a {@link PermitPool} has its permits from: a bucket of its own, or one shared with others. Thread-safe; never blocks. */
public interface PermitSource {
    /** Takes up to {@code atMost} permits; returns how many were there, 0 if none. */
    int take(int atMost);

    /** Nanoseconds until it is worth asking again; 0 if a permit is there now. Takes nothing. */
    long nanosToNext();

    /**
     * The same for a caller that spends what comes within a tenth of a second together: what sixteen permits take, but 50 ms at
     * least and 100 ms at most, or what it takes until the next permit if that is more; 0 if a permit is there now. A source
     * that does not keep permits for so long gives its own time.
     */
    default long nanosToSeveral() {
        long next = nanosToNext();
        return next == 0 ? 0 : Math.max(next, (long) (1e9 * Math.max(0.05, Math.min(0.1, 16 / rate()))));
    }

    /**
     * The service refused a call by throttling.
     *
     * @param retryAfter what the service asked for, null if it did not say
     */
    void throttled(@Nullable Duration retryAfter);

    /** Permits that are there now, as far as it knows. Takes nothing. */
    long available();

    /** What it gives now, in permits a second. */
    double rate();

    /**
     * Whether calls may still be sent with permits that were given; false once the right to make them is over, such as a
     * lease. Asked just before each call is sent.
     */
    default boolean isOpen() {
        return true;
    }

    /** Why it gives less than it could, or by guess, null if it does not. */
    default @Nullable Throwable trouble() {
        return null;
    }
}
