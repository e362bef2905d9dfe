// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** Lambda's REST-JSON API over HTTP/1.1 on loopback. */
final class HttpFront {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MOST_LOOPS = 256;
    private static final byte[] NO_BODY = {};

    private final Reception reception;

    private HttpFront(Reception reception) {
        this.reception = reception;
    }

    static ServedLambda serve(Reception reception, int port, int eventLoops) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
        }
        if (eventLoops < 1 || eventLoops > MOST_LOOPS) {
            throw new IllegalArgumentException("eventLoops " + eventLoops + " is not between 1 and " + MOST_LOOPS);
        }
        LoopResources loops = LoopResources.create("simulated-lambda", eventLoops, true);
        try {
            DisposableServer server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(port)
                    .runOn(loops, false)
                    .httpRequestDecoder(
                            spec -> spec.maxInitialLineLength(MAX_LINE_BYTES).maxHeaderSize(MAX_HEAD_BYTES))
                    .handle(new HttpFront(reception)::handle)
                    .bindNow();
            return new ServedLambda(server, loops);
        } catch (ChannelBindException taken) {
            loops.dispose();
            throw new IllegalStateException("cannot listen on 127.0.0.1:" + port + ": the port is taken", taken);
        }
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return body(request)
                .flatMap(body -> Mono.<Answer>create(
                        sink -> sink.onCancel(reception.receive(toApi(request, body), sink::success))))
                .flatMap(answer -> answer.fold(
                        whole -> whole(response, whole),
                        half -> half(response, half),
                        () -> cut(response, true),
                        () -> cut(response, false)));
    }

    private static Mono<byte[]> body(HttpServerRequest request) {
        return request.receive().aggregate().asByteArray().defaultIfEmpty(NO_BODY);
    }

    private static ApiRequest toApi(HttpServerRequest request, byte[] body) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        Map<String, String> query = new HashMap<>();
        uri.parameters().forEach((name, values) -> query.put(name, QueryValues.of(name, values)));
        Map<String, String> headers = new HashMap<>();
        request.requestHeaders()
                .forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new ApiRequest(request.method().name(), uri.rawPath(), query, headers, body);
    }

    private Mono<Void> whole(HttpServerResponse response, ApiResponse answer) {
        head(response, answer);
        if (answer.body().length == 0) {
            return response.send().then();
        }
        return response.sendObject(Unpooled.wrappedBuffer(answer.body())).then();
    }

    private Mono<Void> half(HttpServerResponse response, ApiResponse answer) {
        head(response, answer);
        byte[] body = answer.body();
        // A Flux: of a Mono, Reactor Netty would make one message and correct its length.
        Flux<byte[]> half = Flux.just(Arrays.copyOf(body, body.length / 2));
        return response.keepAlive(false).sendByteArray(half).then();
    }

    private void head(HttpServerResponse response, ApiResponse answer) {
        response.status(answer.status());
        response.header(Reception.REQUEST_ID, reception.requestId());
        answer.headers().forEach(response::header);
        if (answer.status() != 204) {
            response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
        }
    }

    private static Mono<Void> cut(HttpServerResponse response, boolean reset) {
        return Mono.create(sink -> response.withConnection(connection -> {
            Channel channel = connection.channel();
            if (reset) {
                // Closing then sends RST instead of FIN.
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.close().addListener(closed -> sink.success());
        }));
    }
}
