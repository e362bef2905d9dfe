// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.StreamClosedException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** {@code /ws/changes}: a hub's frames, one text message each. */
final class WebSocketEndpoint {
    /** A stalled client does not take the close frame either. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final WebsocketServerSpec PLAIN = WebsocketServerSpec.builder()
            .maxFramePayloadLength(ChangeHub.LONGEST_MESSAGE)
            .build();

    /** For clients that offer subprotocols; Reactor Netty would not serve others with it. */
    private static final WebsocketServerSpec NAMED = WebsocketServerSpec.builder()
            .maxFramePayloadLength(ChangeHub.LONGEST_MESSAGE)
            .protocols(AccessPolicy.PROTOCOL)
            .build();

    private final ChangeHub hub;

    WebSocketEndpoint(ChangeHub hub) {
        this.hub = hub;
    }

    Mono<Void> serve(
            @Nullable String since, ChangeFilter filter, HttpServerRequest request, HttpServerResponse response) {
        boolean named = request.requestHeaders().contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        return response.sendWebsocket((in, out) -> carry(since, filter, in, out), named ? NAMED : PLAIN);
    }

    /** The next frame is asked for once the last one is written: what waits is merged in the hub, not queued here. */
    private Mono<Void> carry(@Nullable String since, ChangeFilter filter, WebsocketInbound in, WebsocketOutbound out) {
        in.withConnection(connection -> connection.channel().pipeline().addFirst(new LingeringClose(hub.scheduler())));
        Flux<String> messages = in.aggregateFrames(ChangeHub.LONGEST_MESSAGE)
                .receiveFrames()
                .map(WebSocketEndpoint::text)
                .onErrorMap(TooLongFrameException.class, error -> StreamClosedException.tooBig());
        return hub.open(since, filter, messages)
                .concatMap(
                        frame -> out.sendObject(new TextWebSocketFrame(Unpooled.wrappedBuffer(frame.json())))
                                .then(),
                        0)
                .then()
                .onErrorResume(StreamClosedException.class, end -> close(end, out));
    }

    /** To a connection that is gone nothing is sent: Reactor Netty would not release the close frame. */
    private Mono<Void> close(StreamClosedException end, WebsocketOutbound out) {
        AtomicBoolean gone = new AtomicBoolean();
        out.withConnection(connection -> gone.set(!connection.channel().isActive()));
        return gone.get() ? Mono.empty() : say(end, out);
    }

    private Mono<Void> say(StreamClosedException end, WebsocketOutbound out) {
        return out.sendClose(end.code(), end.reason())
                .timeout(LAST_WORDS, hub.scheduler())
                .onErrorComplete()
                .doFinally(signal -> out.withConnection(Connection::dispose));
    }

    /** A binary message reads as an empty one, which is none: an error raised here would hang up without a code. */
    private static String text(WebSocketFrame frame) {
        return frame instanceof TextWebSocketFrame text ? text.text() : "";
    }
}
