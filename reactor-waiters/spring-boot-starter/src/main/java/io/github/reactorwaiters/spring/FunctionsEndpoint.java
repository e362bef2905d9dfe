// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import reactor.core.publisher.Mono;

/** Lists the functions that are watched, by whomever, and how they are. Thread-safe. */
@Endpoint(id = "lambdafunctions")
public final class FunctionsEndpoint {
    private final FunctionWatcher watcher;

    FunctionsEndpoint(FunctionWatcher watcher) {
        this.watcher = watcher;
    }

    /**
     * Emits the functions as one JSON document; makes no call to Lambda.
     *
     * @param pattern with * and ?, null for all
     * @param state labels, null for all
     */
    @ReadOperation(produces = "application/json")
    public Mono<String> functions(@Nullable String pattern, @Nullable List<String> state) {
        ChangeFilter filter = ChangeFilter.of(pattern, state == null ? List.of() : state);
        return watcher.listWatched().filter(filter::accepts).collectList().map(ChangeJson::of);
    }
}
