// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Page;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Serves the dashboard, and the streams that it is made of: {@code /}, {@code /ws/changes}, {@code /api/changes},
 * {@code /api/functions}, {@code /api/timeline}, {@code /health} and {@code /metrics}. Thread-safe.
 */
public final class DashboardServer implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(1);

    /** Else the system lets a client that takes nothing have megabytes of what is old by then. */
    private static final int SEND_BUFFER = 128 * 1024;

    private final DisposableServer server;
    private final LoopResources threads;
    private final Set<Connection> connections;

    private DashboardServer(DisposableServer server, LoopResources threads, Set<Connection> connections) {
        this.server = server;
        this.threads = threads;
        this.connections = connections;
    }

    /** Settings of a server over {@code hub}, which stays yours to close; close it first, so that clients are told. */
    public static DashboardServerBuilder of(ChangeHub hub) {
        return new DashboardServerBuilder(hub);
    }

    static Mono<DashboardServer> start(DashboardServerBuilder settings) {
        return Mono.defer(() -> {
            Routes routes = new Routes(settings.hub, Page.load(), settings.access(), settings.metrics);
            Set<Connection> connections = ConcurrentHashMap.newKeySet();
            LoopResources threads = LoopResources.create("reactor-waiters-web", settings.threads, true);
            // No request timeout: Reactor Netty would apply it to a WebSocket, whose request never ends.
            return HttpServer.create()
                    .host(settings.host)
                    .port(settings.port)
                    .runOn(threads, false)
                    .maxConnections(settings.maxConnections)
                    .idleTimeout(IDLE)
                    .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                    .doOnConnection(connection -> {
                        connections.add(connection);
                        connection.onDispose(() -> connections.remove(connection));
                    })
                    .handle(routes::serve)
                    .bind()
                    .<DashboardServer>map(server -> new DashboardServer(server, threads, connections))
                    .doOnError(error -> threads.dispose());
        });
    }

    /** The port that it listens at. */
    public int port() {
        return server.port();
    }

    /** Stops listening and cuts what is connected. Idempotent; does not wait. */
    @Override
    public void close() {
        server.dispose();
        connections.forEach(Connection::dispose);
        threads.dispose();
    }
}
