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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import reactor.core.Disposable;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** A whole WebFlux application on a free port, over the simulator. */
class StreamAutoConfigurationTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static SimulatedLambda lambda = SimulatedLambda.builder().build();

    private final List<ConfigurableApplicationContext> started = new ArrayList<>();

    @SpringBootApplication
    static class Application {
        @Bean
        LambdaAsyncClient simulated() {
            return lambda.client();
        }
    }

    @BeforeEach
    void simulate() {
        lambda = SimulatedLambda.builder().build();
        lambda.functions().add("orders-a");
        lambda.functions().add("billing");
    }

    @AfterEach
    void stop() {
        started.forEach(ConfigurableApplicationContext::close);
        lambda.close();
    }

    @Test
    void streamsAreOffByDefault() throws Exception {
        ConfigurableApplicationContext application = start();

        assertThat(application.getBeansOfType(ChangeHub.class)).isEmpty();
        assertThat(get(application, "/lambda/api/functions").statusCode()).isEqualTo(404);
        assertThat(application.getBean(FunctionWatcher.class).health().engine().keys())
                .isZero();
    }

    @Test
    void functionsPageAndEventsAreServed() throws Exception {
        ConfigurableApplicationContext application =
                start("reactor-waiters.stream.enabled=true", "reactor-waiters.functions=orders-*");
        until(application, "/lambda/api/functions", "orders-a");

        HttpResponse<String> page = get(application, "/lambda/");
        assertThat(page.body()).contains("Lambda functions");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(get(application, "/lambda/app.js").statusCode()).isEqualTo(200);
        assertThat(get(application, "/lambda/health").body()).contains("\"status\":\"HEALTHY\"");
        assertThat(get(application, "/lambda/api/timeline?function=orders-a").body())
                .contains("FIRST_SEEN");
        assertThat(get(application, "/lambda/api/functions?pattern=%3Cb%3E").statusCode())
                .isEqualTo(400);
        assertThat(get(application, "/lambda/api/functions").body()).doesNotContain("billing");
        HttpResponse<java.io.InputStream> events =
                CLIENT.send(request(application, "/lambda/api/changes").build(), BodyHandlers.ofInputStream());
        String first = new String(events.body().readNBytes(60), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(first).contains("event:snapshot").contains("data:{\"type\":\"snapshot\"");
        events.body().close();
    }

    @Test
    void webSocketStreamsAndIsToldOfTheEnd() throws Exception {
        ConfigurableApplicationContext application = start("reactor-waiters.stream.enabled=true");
        until(application, "/lambda/api/functions", "orders-a");
        Frames frames = new Frames();
        CLIENT.newWebSocketBuilder().buildAsync(ws(application), frames).join();
        assertThat(frames.texts.poll(10, TimeUnit.SECONDS))
                .contains("\"type\":\"snapshot\"")
                .contains("billing");

        application.close();
        assertThat(frames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1001);
    }

    @Test
    void malformedMessageClosesWithACode() throws Exception {
        ConfigurableApplicationContext application = start("reactor-waiters.stream.enabled=true");
        Frames frames = new Frames();
        WebSocket socket =
                CLIENT.newWebSocketBuilder().buildAsync(ws(application), frames).join();
        socket.sendText("nonsense", true).join();

        assertThat(frames.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1007);
    }

    @Test
    void tokenAndOriginAreChecked() throws Exception {
        ConfigurableApplicationContext application = start(
                "reactor-waiters.stream.enabled=true",
                "reactor-waiters.stream.path=/fleet",
                "reactor-waiters.stream.token=12345678",
                "reactor-waiters.stream.allowed-origins=https://ops.example.com");

        assertThat(get(application, "/fleet/api/functions").statusCode()).isEqualTo(401);
        assertThat(get(application, "/fleet/").statusCode()).isEqualTo(200);
        assertThat(status(application, "/fleet/api/functions", "Authorization", "Bearer 12345678"))
                .isEqualTo(200);
        assertThat(status(application, "/fleet/", "Origin", "http://evil.example"))
                .isEqualTo(403);
        assertThat(status(application, "/fleet/", "Origin", "https://ops.example.com"))
                .isEqualTo(200);
        assertThat(refusal(application, "/fleet/ws/changes")).isEqualTo(401);
    }

    @Test
    void healthMetricsAndEndpointAreWired() throws Exception {
        ConfigurableApplicationContext application = start(
                "reactor-waiters.stream.enabled=true",
                "management.endpoints.web.exposure.include=health,lambdafunctions,metrics",
                "management.endpoint.health.show-details=always");
        until(application, "/lambda/api/functions", "orders-a");

        assertThat(get(application, "/actuator/health").body())
                .contains("\"lambdaWatcher\"")
                .contains("HEALTHY");
        assertThat(get(application, "/actuator/lambdafunctions?pattern=bill*").body())
                .contains("billing")
                .doesNotContain("orders-a");
        assertThat(application
                        .getBean(MeterRegistry.class)
                        .get("reactor.waiters.functions")
                        .tag("state", "Active")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(application.getBeansOfType(WatcherMetrics.class)).hasSize(1);
    }

    @Test
    void endpointListsWhatIsWatchedWithoutStreams() throws Exception {
        ConfigurableApplicationContext application = start("management.endpoints.web.exposure.include=lambdafunctions");
        assertThat(get(application, "/actuator/lambdafunctions").body()).isEqualTo("{\"functions\":[]}");

        Disposable watch = application
                .getBean(FunctionWatcher.class)
                .watch(FunctionName.of("billing"))
                .subscribe();
        until(application, "/actuator/lambdafunctions", "billing");
        assertThat(get(application, "/actuator/lambdafunctions?state=Active").body())
                .contains("\"state\":\"Active\"")
                .doesNotContain("orders-a");
        assertThat(get(application, "/actuator/lambdafunctions?state=Failed").body())
                .doesNotContain("billing");
        watch.dispose();
    }

    @Test
    void healthIndicatorIsSwitchedOffByBootsProperty() {
        ConfigurableApplicationContext application = start("management.health.lambda-watcher.enabled=false");

        assertThat(application.getBeansOfType(HealthIndicator.class)).doesNotContainKey("lambdaWatcherHealthIndicator");
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

    private ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off"));
        Arrays.stream(properties).map(property -> "--" + property).forEach(arguments::add);
        ConfigurableApplicationContext application =
                SpringApplication.run(Application.class, arguments.toArray(String[]::new));
        started.add(application);
        return application;
    }

    private static void until(ConfigurableApplicationContext application, String path, String text) throws Exception {
        for (int attempt = 0; attempt < 100; attempt++) {
            if (get(application, path).body().contains(text)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(path + " never told of " + text);
    }

    private static String authority(ConfigurableApplicationContext application) {
        return "127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
    }

    private static URI ws(ConfigurableApplicationContext application) {
        return URI.create("ws://" + authority(application) + "/lambda/ws/changes");
    }

    private static int refusal(ConfigurableApplicationContext application, String path) {
        try {
            CLIENT.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + authority(application) + path), new Frames())
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException refused) {
            return refused.getCause() instanceof WebSocketHandshakeException handshake
                    ? handshake.getResponse().statusCode()
                    : -1;
        }
    }

    private static int status(ConfigurableApplicationContext application, String path, String header, String value)
            throws IOException, InterruptedException {
        return CLIENT.send(request(application, path).header(header, value).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path)
            throws IOException, InterruptedException {
        return CLIENT.send(request(application, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext application, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + authority(application) + path))
                .timeout(Duration.ofSeconds(10));
    }

    /** What a WebSocket got. */
    private static final class Frames implements WebSocket.Listener {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                texts.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }
}
