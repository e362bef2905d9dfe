// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.LastUpdateStatus;
import io.github.reactorwaiters.lambda.PaceJson;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** The code of {@code docs/guide} is this code, or that of an example. */
class GuideTest {
    private static final Path GUIDE = Path.of("../../docs/guide");
    private static final Path SERVICE = Path.of("../../examples/spring-service/src/main/java/io/github/reactorwaiters"
            + "/examples/service/DeploymentController.java");
    private static final Path SELF = Path.of("src/test/java/io/github/reactorwaiters/system/GuideTest.java");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What the guide makes. */
    private record Embedded(FunctionWatcher watcher, ChangeHub hub, Mono<DashboardServer> server)
            implements AutoCloseable {
        @Override
        public void close() {
            hub.close();
            watcher.close();
        }
    }

    private static Embedded embedded(LambdaAsyncClient lambda, String token) {
        FunctionWatcher watcher = FunctionWatcher.create(lambda);
        ChangeHub hub = ChangeHub.of(watcher, watcher.watchAll(FunctionName.matching("orders-*")))
                .recentChanges(50_000)
                .stallTimeout(Duration.ofSeconds(10))
                .start();
        Mono<DashboardServer> server =
                DashboardServer.of(hub).port(8080).token(token).start();
        return new Embedded(watcher, hub, server);
    }

    private static Flux<String> frames(ChangeHub hub, @Nullable String since, Flux<String> incoming) {
        Flux<String> outgoing = hub.open(since, ChangeFilter.all(), incoming).map(Frame::text);
        return outgoing;
    }

    private static Flux<RolloutEvent> shown(ChangeHub hub, Rollout rollout) {
        Flux<RolloutEvent> events = hub.observe(rollout.run());
        return events;
    }

    private static Flux<FunctionStateChange> measured(FunctionWatcher watcher, MeterRegistry registry) {
        WatcherMetrics metrics = WatcherMetrics.of(watcher);
        metrics.bindTo(registry);
        Flux<FunctionStateChange> changes = metrics.observe(watcher.watchAll());
        return changes;
    }

    private static FunctionWatcher configured(LambdaAsyncClient lambda, String saved) {
        FunctionWatcher watcher = FunctionWatcher.builder(lambda)
                .budgetShare(0.5)
                .awaitTimeout(Duration.ofMinutes(20))
                .listingsPerSecond(1)
                .learned(PaceJson.read(saved))
                .build();
        return watcher;
    }

    private static Mono<FunctionSnapshot> updated(
            FunctionWatcher watcher, FunctionName orders, UpdateFunctionCodeRequest newCode) {
        Mono<FunctionSnapshot> updated = watcher.controlPlane()
                .call(LambdaAsyncClient::updateFunctionCode, newCode, 0)
                .flatMap(response -> watcher.awaitUpdated(orders, response));
        return updated;
    }

    private static Mono<String> learned(FunctionWatcher watcher) {
        Mono<String> saved = watcher.learned().map(PaceJson::write);
        return saved;
    }

    @ParameterizedTest
    @CsvSource({"embedding.md, 3", "metrics.md, 1", "spring.md, 1", "testing.md, 1", "watching.md, 3"})
    void theGuidesCodeIsCompiled(String page, int blocks) throws IOException {
        String compiled = squeezed(Files.readString(SELF) + Files.readString(SERVICE));
        List<String> shown = Stream.of(Files.readString(GUIDE.resolve(page)).split("```", -1))
                .filter(part -> part.startsWith("java\n"))
                .map(part -> squeezed(part.substring("java\n".length())))
                .toList();
        assertThat(shown).hasSize(blocks).allSatisfy(code -> assertThat(compiled)
                .contains(code));
    }

    @Test
    void whoTestsOverVirtualTimeNeedsNoTime() {
        StepVerifier.withVirtualTime(() -> {
                    SimulatedLambda lambda = SimulatedLambda.builder()
                            .durations(Durations.fixed(Duration.ofSeconds(12)))
                            .build();
                    lambda.functions().create("orders");
                    return FunctionWatcher.create(lambda.client()).awaitActive(FunctionName.of("orders"));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofSeconds(11))
                .thenAwait(Duration.ofSeconds(3))
                .expectNextMatches(seen -> seen.stateText().equals("Active"))
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void whatWasLearnedIsSavedAndReadAgain() {
        UpdateFunctionCodeRequest newCode = UpdateFunctionCodeRequest.builder()
                .functionName("orders")
                .zipFile(SdkBytes.fromUtf8String("PKnew"))
                .build();
        FunctionName orders = FunctionName.of("orders");
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                        .durations(Durations.fixed(Duration.ofMillis(300)))
                        .build();
                FunctionWatcher watcher = FunctionWatcher.create(lambda.client())) {
            lambda.functions().add("orders");
            assertThat(updated(watcher, orders, newCode).block(PATIENCE))
                    .satisfies(now -> assertThat(now.lastUpdateStatus()).isEqualTo(LastUpdateStatus.SUCCESSFUL));
            String saved = Objects.requireNonNull(learned(watcher).block(PATIENCE));
            try (FunctionWatcher next = configured(lambda.client(), saved)) {
                assertThat(PaceJson.read(Objects.requireNonNull(learned(next).block(PATIENCE)))
                                .transitions())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void whatIsWatchedIsMeasured() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build();
                FunctionWatcher watcher = FunctionWatcher.create(lambda.client())) {
            lambda.functions().add("orders");
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            measured(watcher, registry).blockFirst(PATIENCE);
            assertThat(registry.get("reactor.waiters.calls").tag("outcome", "ok").functionCounters().stream()
                            .mapToDouble(FunctionCounter::count)
                            .sum())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whatIsRolledOutIsShown() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build();
                Embedded embedded = embedded(lambda.client(), "not a secret")) {
            Rollout nothing = Rollout.builder(embedded.watcher()).build();
            assertThat(shown(embedded.hub(), nothing).blockLast(PATIENCE)).isInstanceOf(RolloutEvent.Ended.class);
        }
    }

    /** On the simulator, and on a port that is free for sure. */
    @Test
    void itServesWhatItWatches() throws Exception {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build()) {
            lambda.functions().add("orders-a");
            lambda.functions().add("billing");
            try (Embedded embedded = embedded(lambda.client(), "not a secret")) {
                assertThat(embedded.server()).isNotNull();
                String first = frames(embedded.hub(), null, Flux.never())
                        .filter(frame -> frame.contains("orders-a"))
                        .blockFirst(PATIENCE);
                assertThat(first).doesNotContain("billing");
                DashboardServer server = Objects.requireNonNull(
                        DashboardServer.of(embedded.hub()).port(0).start().block(PATIENCE));
                String document = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + server.port() + "/api/functions"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                assertThat(document).contains("orders-a");
                server.close();
            }
        }
    }

    /** Formatters break lines as they like. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
