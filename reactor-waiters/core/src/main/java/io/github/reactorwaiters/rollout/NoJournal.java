// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.List;
import reactor.core.publisher.Mono;

/** A journal that keeps nothing. */
record NoJournal() implements RolloutJournal {
    @Override
    public Mono<List<JournalEntry>> open() {
        return Mono.just(List.of());
    }

    @Override
    public Mono<Void> append(JournalEntry entry) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
