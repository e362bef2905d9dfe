// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import reactor.core.publisher.Mono;

/**
 * Reads one key from the service.
 *
 * @param <K> the key
 * @param <S> what a reading shows
 */
public interface Probe<K, S> {
    /** The pool that the next reading of {@code key} draws a permit from; must not block. */
    PermitPool pool(K key);

    /**
     * One call to the service for {@code key}: emits exactly one outcome; an error signal counts as
     * {@link Outcome.Failed}. Subscribed on the engine's thread, may answer on any; cancelling aborts the exchange.
     */
    Mono<Outcome<S>> read(K key);
}
