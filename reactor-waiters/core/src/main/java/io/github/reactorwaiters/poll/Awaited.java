// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import org.jspecify.annotations.Nullable;

/**
 * What someone waits for, and how a wait that fails is told so. Called on the engine's worker, {@link #closed} on any
 * thread.
 *
 * @param <S> what a reading shows
 */
public interface Awaited<S> {
    /**
     * Whether {@code state}, a reading made after the wait began, is what is awaited. What it throws ends the wait. Of readings
     * that show the key to be absent, the first is left out.
     */
    boolean isReached(S state);

    /** The error of a wait whose timeout has passed; {@code last} is the latest reading, null if there was none. */
    Throwable timedOut(@Nullable S last);

    /** The error of a wait that is not to outlast {@code rejection} of all calls by the service; null if it goes on. */
    @Nullable
    Throwable rejected(Throwable rejection);

    /** The error of a wait whose engine was disposed of. */
    Throwable closed();
}
