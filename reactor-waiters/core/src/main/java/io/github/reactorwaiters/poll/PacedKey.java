// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Phase;
import org.jspecify.annotations.Nullable;

/**
 * What the pace looks at of a key. A class of its own, since the JVM puts the fields of a superclass first and together: a
 * scan of thousands of keys touches 80 bytes of each, and not all of it. Confined to the engine's worker.
 */
abstract class PacedKey implements Observed {
    Phase phase = Phase.UNREAD;
    long lastReading = NEVER;
    long lastListed = NEVER;
    long lastPoll = NEVER;
    long start;

    @Nullable
    String transition;

    int waits;
    long waitSince = NEVER;
    long watchedSince = NEVER;
    float ageAtFirst = Float.NaN;
    int changes;

    /** Worth at the scan that looked at it last; 0 since it was read or listed, or is awaited no more. */
    float value;

    @Override
    public final Phase phase() {
        return phase;
    }

    @Override
    public final long lastReading() {
        return lastReading;
    }

    @Override
    public final long lastListed() {
        return lastListed;
    }

    @Override
    public final long lastPoll() {
        return lastPoll;
    }

    @Override
    public final long start() {
        return start;
    }

    @Override
    public final @Nullable String transition() {
        return transition;
    }

    @Override
    public final int waits() {
        return waits;
    }

    @Override
    public final long waitSince() {
        return waitSince;
    }

    @Override
    public final long watchedSince() {
        return watchedSince;
    }

    @Override
    public final double ageAtFirst() {
        return ageAtFirst;
    }

    @Override
    public final int changes() {
        return changes;
    }
}
