// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.github.reactorwaiters.web.server.DashboardServerBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** A hub fed by hand, on real time, behind a real server on a free port. */
public final class ServedHub implements AutoCloseable {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    public final Changes changes = new Changes();
    public final ChangeHub hub;
    public final DashboardServer server;
    private final Sinks.Many<FunctionStateChange> source =
            Sinks.many().unicast().onBackpressureBuffer();

    public ServedHub() {
        this(hub -> hub, server -> server);
    }

    public ServedHub(
            UnaryOperator<ChangeHubBuilder> hubSettings, UnaryOperator<DashboardServerBuilder> serverSettings) {
        hub = hubSettings
                .apply(ChangeHub.of(HubRun.throttled(Schedulers.parallel()), source.asFlux()))
                .start();
        DashboardServer started =
                serverSettings.apply(DashboardServer.of(hub).port(0)).start().block(LONG_ENOUGH);
        server = java.util.Objects.requireNonNull(started);
    }

    public void emit(FunctionStateChange... each) {
        for (FunctionStateChange change : each) {
            source.tryEmitNext(change).orThrow();
        }
    }

    public URI http(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    public URI ws(String path) {
        return URI.create("ws://127.0.0.1:" + server.port() + path);
    }

    @Override
    public void close() {
        hub.close();
        server.close();
    }
}
