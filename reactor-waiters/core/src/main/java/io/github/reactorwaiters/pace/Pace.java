// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

/**
 * Decides which key is worth the next poll, and from when. Pure arithmetic: implementations hold no clock and no
 * mutable state that the calls do not show; the engine calls them from one thread at a time.
 *
 * <p>The engine lets a key wait until {@link #eligibleAt}, then lets it compete: each permit goes to the eligible key
 * of the largest {@link #value}. Keys that were never read or that may have changed (hints, listings) come before all
 * others, whatever their value.
 */
public interface Pace {
    /**
     * The time from which a poll of {@code key} is worth its permit, even if permits are plentiful. Asked after each
     * reading, so the last reading is the newest.
     *
     * @return nanoseconds of the engine's clock
     */
    long eligibleAt(Observed key);

    /**
     * What a poll of {@code key} is worth now, in any unit that is the same for all keys; larger goes first.
     *
     * @param now nanoseconds of the engine's clock
     */
    double value(Observed key, long now);
}
