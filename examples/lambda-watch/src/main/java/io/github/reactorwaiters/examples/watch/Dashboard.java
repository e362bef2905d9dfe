// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.github.reactorwaiters.web.server.DashboardServerBuilder;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ChannelBindException;

/** A served dashboard. */
final class Dashboard implements AutoCloseable {
    private final ChangeHub hub;
    private final DashboardServer server;

    private Dashboard(ChangeHub hub, DashboardServer server) {
        this.hub = hub;
        this.server = server;
    }

    /**
     * Serves {@code changes} on 127.0.0.1; the hub works on {@code scheduler}.
     *
     * @throws IllegalArgumentException if the port is taken, or the port or token is none
     */
    static Dashboard serve(
            FunctionWatcher watcher,
            Flux<FunctionStateChange> changes,
            Scheduler scheduler,
            int port,
            @Nullable String token) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        WatcherMetrics metrics = WatcherMetrics.of(watcher);
        metrics.bindTo(registry);
        ChangeHub hub = ChangeHub.of(watcher, metrics.observe(changes))
                .scheduler(scheduler)
                .start();
        return serve(hub, registry, port, token);
    }

    /** Serves {@code hub}, and closes it in the end; otherwise as above. */
    static Dashboard serve(ChangeHub hub, PrometheusMeterRegistry registry, int port, @Nullable String token) {
        try {
            DashboardServerBuilder settings = DashboardServer.of(hub).port(port).metrics(registry::scrape);
            if (token != null) {
                settings.token(token);
            }
            return new Dashboard(hub, Objects.requireNonNull(settings.start().block()));
        } catch (RuntimeException failed) {
            hub.close();
            throw Exceptions.unwrap(failed) instanceof ChannelBindException
                    ? new IllegalArgumentException(
                            "--port " + port + " is taken or not allowed: choose another, or 0 for any free one",
                            failed)
                    : failed;
        }
    }

    /** Shows how far a rollout is; emits what it emits. */
    Flux<RolloutEvent> observe(Flux<RolloutEvent> rollout) {
        return hub.observe(rollout);
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    @Override
    public void close() {
        hub.close();
        server.close();
    }
}
