// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * What a rollout did, kept so that after a crash another run can go on: published versions and alias shifts are not
 * repeated, and a rollback knows where to return to. One run at a time uses it.
 */
public interface RolloutJournal {
    /** Emits the entries of earlier runs, in their order, ready for more. Fails if it is unreadable or in use. */
    Mono<List<JournalEntry>> open();

    /** Completes once {@code entry} would survive a crash. Called concurrently, between {@link #open} and {@link #close}. */
    Mono<Void> append(JournalEntry entry);

    /** Completes once it is free for another run. */
    Mono<Void> close();

    /**
     * A file of JSON lines, created if it is not there; each entry is on disk ({@code fsync}) before the rollout goes on.
     * A last line that a crash tore is dropped; of a file with anything else in it that is no entry nothing is changed, and
     * {@link #open} fails. The file is locked while in use, against other processes, too, where the file system has locks.
     * Blocking calls are made on {@code Schedulers.boundedElastic()}.
     */
    static RolloutJournal file(Path path) {
        return new JournalFile(Objects.requireNonNull(path, "path"));
    }

    /** Keeps nothing: a rollout that crashed is run again, and skips what is as wanted. */
    static RolloutJournal none() {
        return new NoJournal();
    }
}
