// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Page;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.ImportRuntimeHints;
import reactor.core.Disposable;

/** A whole WebFlux application on a free port, over the simulator. */
class StreamAutoConfigurationTest {
    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final List<RunningService> started = new ArrayList<>();

    @BeforeEach
    void simulate() {
        lambda.functions().add("orders-a");
        lambda.functions().add("billing");
    }

    @AfterEach
    void stop() {
        started.forEach(RunningService::close);
        lambda.close();
    }

    @Test
    void streamsAreOffByDefault() throws Exception {
        RunningService service = start();

        assertThat(service.context.getBeansOfType(ChangeHub.class)).isEmpty();
        assertThat(service.get("/lambda/api/functions").statusCode()).isEqualTo(404);
        assertThat(service.context
                        .getBean(FunctionWatcher.class)
                        .health()
                        .engine()
                        .keys())
                .isZero();
    }

    @Test
    void functionsPageAndEventsAreServed() throws Exception {
        RunningService service = start("reactor-waiters.stream.enabled=true", "reactor-waiters.functions=orders-*");
        service.until("/lambda/api/functions", "orders-a");

        HttpResponse<String> page = service.get("/lambda/");
        assertThat(page.body()).contains("Lambda functions");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(service.get("/lambda/app.js").statusCode()).isEqualTo(200);
        assertThat(service.get("/lambda/health").body()).contains("\"status\":\"HEALTHY\"");
        assertThat(service.get("/lambda/api/timeline?function=orders-a").body()).contains("FIRST_SEEN");
        assertThat(service.get("/lambda/api/functions?pattern=%3Cb%3E").statusCode())
                .isEqualTo(400);
        assertThat(service.get("/lambda/api/functions").body()).doesNotContain("billing");
        HttpResponse<java.io.InputStream> events = RunningService.CLIENT.send(
                service.request("/lambda/api/changes").build(), BodyHandlers.ofInputStream());
        String first = new String(events.body().readNBytes(60), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(first).contains("event:snapshot").contains("data:{\"type\":\"snapshot\"");
        events.body().close();
    }

    @Test
    void webSocketStreamsAndIsToldOfTheEnd() throws Exception {
        RunningService service = start("reactor-waiters.stream.enabled=true");
        service.until("/lambda/api/functions", "orders-a");
        RunningService.Frames frames = new RunningService.Frames();
        service.socket("/lambda/ws/changes", frames);
        assertThat(frames.texts.poll(10, TimeUnit.SECONDS))
                .contains("\"type\":\"snapshot\"")
                .contains("billing");

        service.close();
        assertThat(frames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
    }

    @Test
    void webSocketTakesAnEncodedPattern() throws Exception {
        RunningService service = start("reactor-waiters.stream.enabled=true");
        service.until("/lambda/api/functions", "orders-a");
        RunningService.Frames frames = new RunningService.Frames();
        service.socket("/lambda/ws/changes?pattern=orders-%2A&state=%41ctive", frames);
        assertThat(frames.texts.poll(10, TimeUnit.SECONDS))
                .contains("\"type\":\"snapshot\"")
                .contains("orders-a")
                .doesNotContain("billing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pattern=%3Cb%3E", "pattern=a.b", "state=1"})
    void webSocketWithABadParameterIsClosedWithACode(String query) throws Exception {
        RunningService service = start("reactor-waiters.stream.enabled=true");
        RunningService.Frames frames = new RunningService.Frames();
        service.socket("/lambda/ws/changes?" + query, frames);

        assertThat(frames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void malformedMessageClosesWithACode() throws Exception {
        RunningService service = start("reactor-waiters.stream.enabled=true");
        RunningService.Frames frames = new RunningService.Frames();
        WebSocket socket = service.socket("/lambda/ws/changes", frames);
        socket.sendText("nonsense", true).join();

        assertThat(frames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1007);
    }

    @Test
    void healthMetricsAndEndpointAreWired() throws Exception {
        RunningService service = start(
                "reactor-waiters.stream.enabled=true",
                "management.endpoints.web.exposure.include=health,lambdafunctions,metrics",
                "management.endpoint.health.show-details=always");
        service.until("/lambda/api/functions", "orders-a");

        assertThat(service.get("/actuator/health").body())
                .contains("\"lambdaWatcher\"")
                .contains("HEALTHY");
        assertThat(service.get("/actuator/lambdafunctions?pattern=bill*").body())
                .contains("billing")
                .doesNotContain("orders-a");
        assertThat(service.context
                        .getBean(MeterRegistry.class)
                        .get("reactor.waiters.functions")
                        .tag("state", "Active")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(service.context.getBeansOfType(WatcherMetrics.class)).hasSize(1);
    }

    @Test
    void endpointListsWhatIsWatchedWithoutStreams() throws Exception {
        RunningService service = start("management.endpoints.web.exposure.include=lambdafunctions");
        assertThat(service.get("/actuator/lambdafunctions").body()).isEqualTo("{\"functions\":[]}");

        Disposable watch = service.context
                .getBean(FunctionWatcher.class)
                .watch(FunctionName.of("billing"))
                .subscribe();
        service.until("/actuator/lambdafunctions", "billing");
        assertThat(service.get("/actuator/lambdafunctions?state=Active").body())
                .contains("\"state\":\"Active\"")
                .doesNotContain("orders-a");
        assertThat(service.get("/actuator/lambdafunctions?state=Failed").body()).doesNotContain("billing");
        watch.dispose();
    }

    @Test
    void healthIndicatorIsSwitchedOffByBootsProperty() {
        RunningService service = start("management.health.lambda-watcher.enabled=false");

        assertThat(service.context.getBeansOfType(HealthIndicator.class))
                .doesNotContainKey("lambdaWatcherHealthIndicator");
    }

    @Test
    void nativeImagesKeepThePage() {
        RuntimeHints hints = new RuntimeHints();
        new PageHints().registerHints(hints, null);

        assertThat(Page.load().paths()).hasSizeGreaterThan(10).allSatisfy(path -> assertThat(
                        RuntimeHintsPredicates.resource().forResource("io/github/reactorwaiters/web/page" + path))
                .accepts(hints));
        assertThat(Objects.requireNonNull(
                                ReactorWaitersStreamAutoConfiguration.class.getAnnotation(ImportRuntimeHints.class))
                        .value())
                .containsExactly(PageHints.class);
    }

    private RunningService start(String... properties) {
        RunningService service = RunningService.start(lambda, properties);
        started.add(service);
        return service;
    }
}
