// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.StreamClosedException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The hub's frames as a WebSocket of WebFlux. */
final class StreamSocket implements WebSocketHandler {
    private final ChangeHub hub;

    StreamSocket(ChangeHub hub) {
        this.hub = hub;
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of(AccessPolicy.PROTOCOL);
    }

    /** The next frame is asked for once the last one is sent: what waits is merged in the hub, not queued here. */
    @Override
    public Mono<Void> handle(WebSocketSession session) {
        @Nullable String since;
        ChangeFilter filter;
        try {
            Map<String, List<String>> query =
                    new QueryStringDecoder(session.getHandshakeInfo().getUri()).parameters();
            since = first(query, "since");
            filter = ChangeFilter.of(first(query, "pattern"), query.getOrDefault("state", List.of()));
        } catch (IllegalArgumentException refused) {
            return session.close(new CloseStatus(StreamClosedException.POLICY, "a parameter is not valid"));
        }
        Flux<String> messages = session.receive()
                .map(message -> message.getType() == WebSocketMessage.Type.TEXT ? message.getPayloadAsText() : "");
        return hub.open(since, filter, messages)
                .concatMap(frame -> session.send(Mono.just(session.textMessage(frame.text()))), 0)
                .then()
                .onErrorResume(
                        StreamClosedException.class, end -> session.close(new CloseStatus(end.code(), end.reason())));
    }

    private static @Nullable String first(Map<String, List<String>> query, String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }
}
