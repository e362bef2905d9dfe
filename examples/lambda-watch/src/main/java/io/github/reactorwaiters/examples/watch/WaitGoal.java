// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.util.Locale;
import reactor.core.publisher.Mono;

/** What to wait for. */
enum WaitGoal {
    ACTIVE,
    UPDATED,
    UPDATABLE,
    EXISTS,
    DELETED,
    PUBLISHED;

    /**
     * The wait for one function.
     *
     * @throws IllegalArgumentException if a function of such a name cannot reach this goal
     */
    Mono<FunctionSnapshot> await(FunctionWatcher watcher, FunctionName function) {
        return switch (this) {
            case ACTIVE -> watcher.awaitActive(function);
            case UPDATED -> watcher.awaitUpdated(function);
            case UPDATABLE -> watcher.awaitUpdatable(function);
            case EXISTS -> watcher.awaitExists(function);
            case DELETED -> watcher.awaitDeleted(function);
            case PUBLISHED -> watcher.awaitPublished(function);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
