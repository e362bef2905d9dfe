// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** What clients of the dashboard and readers of meters get, byte for byte, holds none of the planted secrets. */
@Timeout(180)
class SecretsOnSocketsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EXPIRED = "The security token included in the request is expired";
    private static final String BEARER = "Authorization: Bearer " + Planted.TOKEN;

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .durations(Durations.fixed(Duration.ofMillis(500)))
            .build();
    private final FunctionWatcher watcher =
            FunctionWatcher.builder(Planted.client(lambda)).build();
    private final WatcherMetrics metrics = WatcherMetrics.of(watcher);
    private final PrometheusMeterRegistry scraped = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SimpleMeterRegistry simple = new SimpleMeterRegistry();
    private ChangeHub hub;
    private DashboardServer server;

    @BeforeEach
    void serve() {
        metrics.bindTo(scraped);
        metrics.bindTo(simple);
        lambda.functions().add("orders");
        Planted.into(lambda, "orders");
        hub = ChangeHub.of(watcher, metrics.observe(watcher.watchAll()))
                .statsInterval(Duration.ofMillis(500))
                .start();
        server = Objects.requireNonNull(DashboardServer.of(hub)
                .port(0)
                .token(Planted.TOKEN)
                .metrics(scraped::scrape)
                .start()
                .block(PATIENCE));
    }

    @AfterEach
    void close() {
        hub.close();
        server.close();
        watcher.close();
        lambda.close();
    }

    @Test
    void noByteOfAStreamOrADocumentIsSecret() throws IOException {
        try (RawHttp events = RawHttp.get(server.port(), "/api/changes", BEARER);
                RawHttp socket = RawHttp.get(
                        server.port(),
                        "/ws/changes",
                        BEARER,
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "Sec-WebSocket-Version: 13")) {
            events.until("\"orders\"");
            socket.until("\"orders\"");
            RolloutEvent last = hub.observe(Rollout.builder(watcher)
                            .targets(Flux.just(new Target(ORDERS, Planted.CHANGE)))
                            .publish()
                            .build()
                            .run())
                    .blockLast(PATIENCE);
            assertThat(last).isInstanceOf(RolloutEvent.Ended.class);
            events.until("UPDATE_COMPLETED");
            socket.until("UPDATE_COMPLETED");
            lambda.faults().add(Fault.expiredToken());
            Planted.isAbsentFrom(events.until(EXPIRED), "text/event-stream", "event: change", "rollout");
            Planted.isAbsentFrom(socket.until(EXPIRED), "101 ", "snapshot", "rollout");
        }
        Planted.isAbsentFrom(document("/", BEARER), " 200 ", "<html");
        Planted.isAbsentFrom(document("/api/functions", BEARER), " 200 ", "\"orders\"");
        Planted.isAbsentFrom(document("/api/timeline?function=orders", BEARER), " 200 ", "UPDATE_COMPLETED");
        Planted.isAbsentFrom(document("/health", BEARER), " 200 ", EXPIRED);
        Planted.isAbsentFrom(document("/metrics", BEARER), " 200 ", "GetFunction");
        Planted.isAbsentFrom(document("/nowhere", BEARER), " 404 ", "nothing is here");
        Planted.isAbsentFrom(document("/api/timeline?function=%20", BEARER), " 400 ", "a parameter is not valid");
        Planted.isAbsentFrom(document("/health", BEARER + "x"), " 401 ", "the token is missing or wrong");
    }

    @Test
    void noNameTagOrTextOfAMeterIsSecret() throws IOException {
        try (RawHttp events = RawHttp.get(server.port(), "/api/changes", BEARER)) {
            events.until("\"orders\"");
            lambda.faults().add(Fault.expiredToken());
            events.until(EXPIRED);
        }
        String meters = simple.getMeters().stream()
                .map(meter -> meter.getId() + " " + meter.getId().getDescription() + " " + meter.measure())
                .collect(Collectors.joining("\n"));
        Planted.isAbsentFrom(meters, "reactor.waiters.calls", "GetFunction", "throttled", "ControlPlane", "DEGRADED");
        assertThat(meters).doesNotContain("orders");
    }

    private String document(String path, String authorization) throws IOException {
        try (RawHttp answer = RawHttp.get(server.port(), path, authorization, "Connection: close")) {
            return answer.all();
        }
    }
}
