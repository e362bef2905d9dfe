// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import io.github.reactorwaiters.web.StreamClosedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /api/changes}: a hub's frames as server-sent events, the frame's type as the event's name. */
final class EventStreamEndpoint {
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ChangeHub hub;

    EventStreamEndpoint(ChangeHub hub) {
        this.hub = hub;
    }

    /** As over a WebSocket, the next frame is asked for once the last one is written. */
    Mono<Void> serve(@Nullable String since, ChangeFilter filter, HttpServerResponse response) {
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        response.withConnection(connection -> channel.set(connection.channel()));
        Channel open = channel.get();
        if (open == null) {
            return Mono.error(new IllegalStateException("the response has no connection"));
        }
        return response.sse()
                .sendHeaders()
                .then()
                .thenMany(hub.open(since, filter, Flux.never()))
                .concatMap(frame -> write(open, frame), 0)
                .then()
                .onErrorResume(StreamClosedException.class, end -> close(open, end));
    }

    private Mono<Void> close(Channel channel, StreamClosedException end) {
        return write(channel, end.frame())
                .timeout(LAST_WORDS, hub.scheduler())
                .onErrorResume(stalled -> FutureMono.deferFuture(channel::close));
    }

    private static Mono<Void> write(Channel channel, Frame frame) {
        return FutureMono.deferFuture(() -> channel.writeAndFlush(new DefaultHttpContent(event(frame))));
    }

    private static ByteBuf event(Frame frame) {
        String id = frame.id();
        String head = "event: " + frame.type() + (id == null ? "" : "\nid: " + id) + "\ndata: ";
        return Unpooled.wrappedBuffer(
                Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII)),
                Unpooled.wrappedBuffer(frame.json()),
                Unpooled.wrappedBuffer(END));
    }
}
