// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.poll.PollEngine.Earlier;
import io.github.reactorwaiters.poll.PollEngine.Known;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where another watcher's watch of an account and region ended, such as one of another process. Immutable.
 *
 * @param latest the latest change of each function that it had seen, deleted ones left out; of several of one function the
 *     latest counts
 * @param complete a time at which these were all functions there were: one found later appeared after it; null if the other
 *     watcher had not yet listed them all
 */
public record EarlierWatch(List<FunctionStateChange> latest, @Nullable Instant complete) {
    /** Copies the list. */
    public EarlierWatch {
        latest = List.copyOf(latest);
    }

    Earlier<FunctionName, FunctionSnapshot> within(Predicate<FunctionName> filter) {
        Map<FunctionName, FunctionStateChange> newest = new LinkedHashMap<>();
        latest.forEach(change -> newest.merge(
                change.function(), change, (one, other) -> other.at().isBefore(one.at()) ? one : other));
        return new Earlier<>(
                newest.values().stream()
                        .filter(change ->
                                filter.test(change.function()) && change.after().presence() != Presence.ABSENT)
                        .map(change -> new Known<>(change.function(), change.after(), change.at()))
                        .toList(),
                complete);
    }
}
