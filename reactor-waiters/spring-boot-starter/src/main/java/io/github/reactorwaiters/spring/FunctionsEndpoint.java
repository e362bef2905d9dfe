// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import reactor.core.publisher.Mono;

/** Lists the functions that the hub watches, and how they are. Thread-safe. */
@Endpoint(id = "lambdafunctions")
public final class FunctionsEndpoint {
    private final ChangeHub hub;

    FunctionsEndpoint(ChangeHub hub) {
        this.hub = hub;
    }

    /**
     * Emits the functions as one JSON document, as {@code /api/functions} does.
     *
     * @param pattern with * and ?, null for all
     * @param state labels, null for all
     */
    @ReadOperation(produces = "application/json")
    public Mono<String> functions(@Nullable String pattern, @Nullable List<String> state) {
        return hub.functions(ChangeFilter.of(pattern, state == null ? List.of() : state))
                .collect(ByteArrayOutputStream::new, ByteArrayOutputStream::writeBytes)
                .map(bytes -> bytes.toString(StandardCharsets.UTF_8));
    }
}
