// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;

/** What to watch. */
interface Selection {
    /** What a command's PATTERN parameters mean. */
    String HELP =
            "Names with * and ?; without either, the functions of these names. None: the whole account and region.";

    Flux<FunctionStateChange> of(FunctionWatcher watcher);

    /**
     * The functions of these names, or if there is a * or ? among them, those listed that match; none: all.
     *
     * @throws IllegalArgumentException if one is neither a name nor a pattern
     */
    static Selection of(List<String> patterns) {
        boolean named =
                !patterns.isEmpty() && patterns.stream().noneMatch(text -> text.contains("*") || text.contains("?"));
        if (named) {
            List<FunctionName> names = patterns.stream()
                    .map(text -> Given.read("PATTERN", () -> FunctionName.of(text)))
                    .toList();
            return watcher -> watcher.watch(names);
        }
        Predicate<FunctionName> accepted = matching(patterns);
        return watcher -> watcher.watchAll(accepted);
    }

    /** The functions that one of these patterns means; none: all. */
    static Predicate<FunctionName> matching(List<String> patterns) {
        return patterns.stream()
                .map(text -> Given.read("PATTERN", () -> FunctionName.matching(text)))
                .reduce(Predicate::or)
                .orElse(function -> true);
    }
}
