// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import java.util.Map;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The way to the WebSocket, for whom {@link StreamAccess} lets in. */
final class StreamSocketMapping extends SimpleUrlHandlerMapping {
    private static final int BEFORE_OTHERS = -2;

    private final StreamAccess access;

    StreamSocketMapping(String path, StreamSocket socket, StreamAccess access) {
        super(Map.of(path, socket), BEFORE_OTHERS);
        this.access = access;
    }

    @Override
    public Mono<Object> getHandlerInternal(ServerWebExchange exchange) {
        return super.getHandlerInternal(exchange).map(socket -> access.toData(socket, exchange));
    }
}
