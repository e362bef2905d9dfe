// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the engine must know of the resources it watches. Pure; called on the engine's thread.
 *
 * @param <K> the key
 * @param <S> the state of a key at one reading
 * @param <R> a row of a listing
 * @param <C> a change, as subscribers see it
 */
public interface ResourceModel<K, S, R, C> {
    /** The phase that {@code state} is in. */
    Phase phase(S state);

    /** The state of a key that does not exist. */
    S absent(K key);

    /** Whether {@code state} says that the key does not exist. */
    boolean isAbsent(S state);

    /**
     * What to remember when a reading follows another, or the answer to whoever began a transition: {@code after}, or
     * {@code after} completed with what only {@code before} knew.
     */
    S following(@Nullable S before, S after);

    /** Whether {@code after} must be seen twice before it is believed. */
    boolean needsConfirmation(@Nullable S before, S after);

    /** Whether {@code row} shows nothing that {@code state} does not. */
    boolean agrees(S state, R row);

    /** What changes with every change of the key, null if the service does not tell. */
    @Nullable
    String revision(S state);

    /** The same of a row. */
    @Nullable
    String listedRevision(R row);

    /** When the key was last changed by the service's clock, null if it does not tell. */
    @Nullable
    Instant changedAt(S state);

    /**
     * The class of the transition that {@code after} is in, or that ended unseen before it: keys of one class take alike.
     *
     * @param before the reading before, null if there was none
     */
    String transition(@Nullable S before, S after);

    /** Whether two readings, both in transition, show one and the same transition. */
    boolean isSameTransition(S before, S after);

    /** Whether the key was changed between two readings, by what both of them show. */
    boolean isUpdatedSince(S before, S after);

    /**
     * The change from {@code before} to {@code after}, or null if nothing visible changed.
     *
     * @param before null for the first observation, which always is a change
     * @param notBefore the true change happened after this time
     * @param at and at this time or before
     */
    @Nullable
    C change(K key, @Nullable S before, S after, Instant notBefore, Instant at, long sequence);

    /** {@code change} as the first observation of its key: the same, but that nothing is known of before. */
    C asFirst(C change);

    /** Two changes of one key as one: {@code before} of the older, {@code after} of the newer. */
    C merge(C older, C newer);
}
