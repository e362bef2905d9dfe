// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lists the keys that there are, page by page, each with what the listing shows of it.
 *
 * @param <K> the key
 * @param <R> a row
 */
public interface Listing<K, R> {
    /** The pool that each page draws a permit from. */
    PermitPool pool();

    /**
     * One page: emits exactly one outcome, as {@link Probe#read} does.
     *
     * @param marker the previous page's, null for the first page
     */
    Mono<Outcome<Page<R>>> page(@Nullable String marker);

    /** The key of a row. */
    K key(R row);

    /**
     * A page of rows.
     *
     * @param rows the rows
     * @param nextMarker where to go on, null on the last page
     */
    record Page<R>(List<R> rows, @Nullable String nextMarker) {}
}
