// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.rollout.JournalEntry;
import io.github.reactorwaiters.rollout.RolloutJournal;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/** A journal whose process dies at one entry: the entry is written or lost, and nothing follows. */
final class CrashingJournal implements RolloutJournal {
    final List<JournalEntry> entries = new ArrayList<>();
    private int left;
    private final boolean written;

    CrashingJournal(int crashAt, boolean written) {
        this.left = crashAt;
        this.written = written;
    }

    boolean crashed() {
        return left < 0;
    }

    @Override
    public Mono<List<JournalEntry>> open() {
        return Mono.just(List.copyOf(entries));
    }

    @Override
    public Mono<Void> append(JournalEntry entry) {
        return Mono.defer(() -> {
            if (left < 0) {
                return Mono.never();
            }
            if (left-- > 0) {
                entries.add(entry);
                return Mono.empty();
            }
            if (written) {
                entries.add(entry);
            }
            return Mono.never();
        });
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    void revive() {
        left = Integer.MAX_VALUE;
    }
}
