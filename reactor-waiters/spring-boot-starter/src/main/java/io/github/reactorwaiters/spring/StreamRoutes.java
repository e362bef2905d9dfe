// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import io.github.reactorwaiters.web.Page;
import io.github.reactorwaiters.web.StreamClosedException;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The hub's documents and events, and the dashboard's files, as WebFlux routes. */
final class StreamRoutes {
    private final ChangeHub hub;
    private final Page page;
    private final StreamAccess access;

    StreamRoutes(ChangeHub hub, Page page, StreamAccess access) {
        this.hub = hub;
        this.page = page;
        this.access = access;
    }

    RouterFunction<ServerResponse> under(String path) {
        RouterFunctions.Builder data = RouterFunctions.route()
                .GET(path + "/api/functions", guarded(this::functions))
                .GET(path + "/api/changes", guarded(this::changes))
                .GET(path + "/api/timeline", guarded(this::timeline))
                .GET(path + "/health", request -> health())
                .filter(access.toData());
        RouterFunctions.Builder files = RouterFunctions.route().GET(path + "/", request -> file("/"));
        page.paths().forEach(name -> files.GET(path + name, request -> file(name)));
        return data.build().and(files.filter(access.toPage()).build());
    }

    /** Answers a parameter that is not valid with 400, and does not repeat it. */
    private static HandlerFunction<ServerResponse> guarded(HandlerFunction<ServerResponse> handler) {
        return request -> Mono.defer(() -> handler.handle(request))
                .onErrorResume(IllegalArgumentException.class, refused -> ServerResponse.badRequest()
                        .contentType(MediaType.TEXT_PLAIN)
                        .bodyValue("a parameter is not valid\n"));
    }

    private Mono<ServerResponse> functions(ServerRequest request) {
        return json(200).body(hub.functions(filter(request)), byte[].class);
    }

    private Mono<ServerResponse> timeline(ServerRequest request) {
        FunctionName function = FunctionName.of(request.queryParam("function").orElse(""));
        return json(200).body(hub.timeline(function), byte[].class);
    }

    private Mono<ServerResponse> health() {
        return json(hub.health().status() == WatcherHealth.Status.CLOSED ? 503 : 200)
                .bodyValue(hub.healthJson());
    }

    private Mono<ServerResponse> changes(ServerRequest request) {
        String last = request.headers().firstHeader("Last-Event-ID");
        String since = last == null ? request.queryParam("since").orElse(null) : last;
        Flux<ServerSentEvent<String>> events = hub.open(since, filter(request), Flux.never())
                .onErrorResume(StreamClosedException.class, end -> Mono.just(end.frame()))
                .map(StreamRoutes::event);
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .cacheControl(CacheControl.noStore())
                .body(events, ServerSentEvent.class);
    }

    private Mono<ServerResponse> file(String name) {
        Page.File file = page.at(name);
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        return ServerResponse.ok()
                .contentType(MediaType.parseMediaType(file.contentType()))
                .cacheControl(CacheControl.noCache())
                .eTag(file.etag())
                .bodyValue(file.content());
    }

    private static ServerResponse.BodyBuilder json(int status) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noStore());
    }

    private static ServerSentEvent<String> event(Frame frame) {
        ServerSentEvent.Builder<String> event =
                ServerSentEvent.<String>builder().event(frame.type()).data(frame.text());
        String id = frame.id();
        return (id == null ? event : event.id(id)).build();
    }

    static ChangeFilter filter(ServerRequest request) {
        return ChangeFilter.of(
                request.queryParam("pattern").orElse(null),
                request.queryParams().getOrDefault("state", List.of()));
    }
}
