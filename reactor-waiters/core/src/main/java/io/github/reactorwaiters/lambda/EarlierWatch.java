// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.poll.PollEngine.Earlier;
import io.github.reactorwaiters.poll.PollEngine.Known;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where another watcher's watch of an account and region ended, such as one of another process. Immutable.
 *
 * @param latest the latest change of each function that it had seen, deleted ones left out
 * @param complete a time at which these were all functions there were: one found later appeared after it; null if the other
 *     watcher had not yet listed them all
 */
public record EarlierWatch(List<FunctionStateChange> latest, @Nullable Instant complete) {
    /** Copies the list. */
    public EarlierWatch {
        latest = List.copyOf(latest);
    }

    Earlier<FunctionName, FunctionSnapshot> within(Predicate<FunctionName> filter) {
        return new Earlier<>(
                latest.stream()
                        .filter(change ->
                                filter.test(change.function()) && change.after().presence() != Presence.ABSENT)
                        .map(change -> new Known<>(change.function(), change.after(), change.at()))
                        .toList(),
                complete);
    }
}
