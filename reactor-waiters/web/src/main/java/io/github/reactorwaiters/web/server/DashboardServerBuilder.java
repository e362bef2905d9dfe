// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web.server;

import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeHub;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Settings of a {@link DashboardServer}. Not thread-safe; a started server does not change with its builder. */
public final class DashboardServerBuilder {
    final ChangeHub hub;
    String host = "127.0.0.1";
    int port = 8080;
    int maxConnections = 2_500;
    int threads = 1;

    @Nullable
    Supplier<String> metrics;

    private @Nullable String token;
    private final Set<String> origins = new LinkedHashSet<>();

    DashboardServerBuilder(ChangeHub hub) {
        this.hub = Objects.requireNonNull(hub, "hub");
    }

    /**
     * The address to listen at. Default: 127.0.0.1, that is this machine only. Elsewhere, set a token, and put TLS in front.
     */
    public DashboardServerBuilder host(String host) {
        if (Objects.requireNonNull(host, "host").length() > 253 || !host.matches("[\\p{Alnum}:][\\p{Alnum}:%._-]*")) {
            throw new IllegalArgumentException("host must be a name or address: " + Quoted.of(host));
        }
        this.host = host;
        return this;
    }

    /** The port, 0 for any free one. Default: 8080. */
    public DashboardServerBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535: " + port);
        }
        this.port = port;
        return this;
    }

    /**
     * What clients must show: {@code Authorization: Bearer TOKEN}, or among a WebSocket's subprotocols. It is not logged.
     * Default: none.
     *
     * @param token 8 to 1,024 characters, no control character, no blank at either end
     * @throws IllegalArgumentException if it is none; the message does not tell it
     */
    public DashboardServerBuilder token(String token) {
        new AccessPolicy(Objects.requireNonNull(token, "token"), Set.of(), true); // checks it
        this.token = token;
        return this;
    }

    /**
     * Lets the pages of another origin read, such as {@code https://ops.example.com}: over WebSockets, and the documents and events.
     * Default: the server's own only.
     */
    public DashboardServerBuilder allowOrigin(String origin) {
        new AccessPolicy(null, Set.of(Objects.requireNonNull(origin, "origin")), true); // checks it
        origins.add(origin);
        return this;
    }

    /** Most connections at a time, of whatever kind; more wait. At least 1. Default: 2,500. */
    public DashboardServerBuilder maxConnections(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maxConnections must be at least 1: " + count);
        }
        this.maxConnections = count;
        return this;
    }

    /** Event-loop threads, 1 to 64. Default: 1, enough for 1,000 clients. */
    public DashboardServerBuilder threads(int count) {
        if (count < 1 || count > 64) {
            throw new IllegalArgumentException("threads must be 1 to 64: " + count);
        }
        this.threads = count;
        return this;
    }

    /** What {@code /metrics} answers, in Prometheus' text format; called on the event loop, must not block. Default: 404. */
    public DashboardServerBuilder metrics(Supplier<String> scrape) {
        this.metrics = Objects.requireNonNull(scrape, "scrape");
        return this;
    }

    /** Emits the server once it listens; fails if it cannot. Lazy; close the server to stop it. */
    public Mono<DashboardServer> start() {
        return DashboardServer.start(this);
    }

    AccessPolicy access() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        return new AccessPolicy(token, origins, loopback);
    }
}
