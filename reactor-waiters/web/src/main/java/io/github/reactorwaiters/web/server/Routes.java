// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Page;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** What is answered at which path, and to whom. */
final class Routes {
    private static final String JSON = "application/json";

    private final ChangeHub hub;
    private final Page page;
    private final AccessPolicy access;
    private final @Nullable Supplier<String> metrics;
    private final WebSocketEndpoint webSocket;
    private final EventStreamEndpoint eventStream;

    Routes(ChangeHub hub, Page page, AccessPolicy access, @Nullable Supplier<String> metrics) {
        this.hub = hub;
        this.page = page;
        this.access = access;
        this.metrics = metrics;
        this.webSocket = new WebSocketEndpoint(hub);
        this.eventStream = new EventStreamEndpoint(hub);
    }

    Mono<Void> serve(HttpServerRequest request, HttpServerResponse response) {
        Page.SECURITY_HEADERS.forEach(response::header);
        access.corsHeaders(request.requestHeaders()::get).forEach(response::header);
        if (request.method().equals(HttpMethod.OPTIONS) && access.allowsPreflight(request.requestHeaders()::get)) {
            return response.status(204).send();
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return text(response.status(405).header("Allow", "GET"), "only GET is served\n");
        }
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        Page.File file = page.at(uri.path());
        AccessPolicy.Verdict verdict = file == null
                ? access.check(request.requestHeaders()::get)
                : access.checkOrigin(request.requestHeaders()::get);
        return switch (verdict) {
            case FOREIGN -> text(response.status(403), "this origin or host may not read here\n");
            case NO_TOKEN ->
                text(response.status(401).header("WWW-Authenticate", "Bearer"), "the token is missing or wrong\n");
            case ALLOWED -> file == null ? data(uri, request, response) : file(file, request, response);
        };
    }

    private Mono<Void> data(QueryStringDecoder uri, HttpServerRequest request, HttpServerResponse response) {
        response.header("Cache-Control", "no-store");
        try {
            return switch (uri.path()) {
                case "/ws/changes" -> webSocket.serve(parameter(uri, "since"), filter(uri), request, response);
                case "/api/changes" -> eventStream.serve(since(uri, request), filter(uri), response);
                case "/api/functions" -> functions(filter(uri), response);
                case "/api/timeline" -> timeline(uri, response);
                case "/health" -> health(response);
                case "/metrics" -> metrics(response);
                default -> text(response.status(404), "nothing is here\n");
            };
        } catch (IllegalArgumentException refused) {
            return text(response.status(400), "a parameter is not valid\n");
        }
    }

    private static Mono<Void> file(Page.File file, HttpServerRequest request, HttpServerResponse response) {
        response.header("Cache-Control", "no-cache").header("ETag", file.etag());
        if (file.etag().equals(request.requestHeaders().get("If-None-Match"))) {
            return response.status(304).send();
        }
        return bytes(response.header("Content-Type", file.contentType()), file.content());
    }

    private Mono<Void> functions(ChangeFilter filter, HttpServerResponse response) {
        return response.header("Content-Type", JSON)
                .send(hub.functions(filter).map(Unpooled::wrappedBuffer))
                .then();
    }

    private Mono<Void> timeline(QueryStringDecoder uri, HttpServerResponse response) {
        String function = parameter(uri, "function");
        if (function == null) {
            throw new IllegalArgumentException("function is missing");
        }
        return hub.timeline(FunctionName.of(function))
                .flatMap(document -> bytes(response.header("Content-Type", JSON), document));
    }

    /** The process is fine as long as it watches: who cannot reach Lambda is told in the document, and not restarted. */
    private Mono<Void> health(HttpServerResponse response) {
        boolean closed = hub.health().status() == WatcherHealth.Status.CLOSED;
        return bytes(response.status(closed ? 503 : 200).header("Content-Type", JSON), hub.healthJson());
    }

    private Mono<Void> metrics(HttpServerResponse response) {
        Supplier<String> scrape = metrics;
        return scrape == null
                ? text(response.status(404), "no metrics are kept\n")
                : bytes(
                        response.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8"),
                        scrape.get().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String since(QueryStringDecoder uri, HttpServerRequest request) {
        String last = request.requestHeaders().get("Last-Event-ID");
        return last == null ? parameter(uri, "since") : last;
    }

    private static ChangeFilter filter(QueryStringDecoder uri) {
        return ChangeFilter.of(parameter(uri, "pattern"), uri.parameters().getOrDefault("state", List.of()));
    }

    private static @Nullable String parameter(QueryStringDecoder uri, String name) {
        List<String> values = uri.parameters().get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private static Mono<Void> text(HttpServerResponse response, String text) {
        return bytes(
                response.header("Content-Type", "text/plain; charset=utf-8"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<Void> bytes(HttpServerResponse response, byte[] body) {
        NettyOutbound sent = response.header("Content-Length", Integer.toString(body.length))
                .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)));
        return sent.then();
    }
}
