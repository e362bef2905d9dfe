// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import io.github.reactorwaiters.web.StreamClosedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** Each {@code reactor-waiters.stream.*} that is the hub's reaches it; the others are tested over HTTP. */
class StreamPropertiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final ReactiveWebApplicationContextRunner context = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactorWaitersAutoConfiguration.class, ReactorWaitersStreamAutoConfiguration.class))
            .withBean(LambdaAsyncClient.class, lambda::client)
            .withPropertyValues("reactor-waiters.stream.enabled=true");

    @AfterEach
    void close() {
        lambda.close();
    }

    @Test
    void maxClients() {
        context.withPropertyValues("reactor-waiters.stream.max-clients=1").run(started -> {
            ChangeHub hub = started.getBean(ChangeHub.class);
            Disposable first = frames(hub, null).subscribe();
            StepVerifier.create(frames(hub, null))
                    .expectErrorSatisfies(refused -> assertThat(refused).hasMessage("too many clients"))
                    .verify(PATIENCE);
            first.dispose();
        });
    }

    @Test
    void stallTimeout() {
        context.withPropertyValues("reactor-waiters.stream.stall-timeout=300ms")
                .run(started -> StepVerifier.create(frames(started.getBean(ChangeHub.class), null), 0)
                        .expectErrorSatisfies(stalled -> assertThat(stalled)
                                .isInstanceOf(StreamClosedException.class)
                                .hasMessage("the client took nothing for 300 ms"))
                        .verify(PATIENCE));
    }

    @Test
    void recentChanges() {
        lambda.functions().add("orders");
        lambda.functions().add("billing");
        assertThat(firstFrameAfterTwoChanges("reactor-waiters.stream.recent-changes=10"))
                .isEqualTo("resumed");
        assertThat(firstFrameAfterTwoChanges("reactor-waiters.stream.recent-changes=1"))
                .isEqualTo("snapshot");
    }

    @Test
    void nothingIsStreamedWhereAllIsSwitchedOff() {
        context.withPropertyValues("reactor-waiters.enabled=false").run(started -> assertThat(started)
                .hasNotFailed()
                .doesNotHaveBean(ChangeHub.class)
                .doesNotHaveBean(ReactorWaitersStreamAutoConfiguration.class));
    }

    private String firstFrameAfterTwoChanges(String property) {
        StringBuilder first = new StringBuilder();
        context.withPropertyValues(property).run(started -> {
            ChangeHub hub = started.getBean(ChangeHub.class);
            frames(hub, null)
                    .takeUntil(frame -> frame.text().contains("\"seq\":2"))
                    .blockLast(PATIENCE);
            first.append(frames(hub, "0").map(Frame::type).blockFirst(PATIENCE));
        });
        return first.toString();
    }

    @Test
    void pauseOfTheContextEndsNoStream() {
        context.run(started -> {
            ((ConfigurableApplicationContext) started.getSourceApplicationContext()).pause();
            assertThat(frames(started.getBean(ChangeHub.class), null).blockFirst(PATIENCE))
                    .isNotNull();
        });
    }

    @Test
    void withoutWebFluxTheStartGoesOn() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ReactorWaitersAutoConfiguration.class, ReactorWaitersStreamAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.web.reactive",
                        "org.springframework.boot.webflux",
                        "org.springframework.boot.web.server",
                        "org.springframework.boot.reactor.netty"))
                .withBean(LambdaAsyncClient.class, lambda::client)
                .withPropertyValues("reactor-waiters.stream.enabled=true")
                .run(started -> assertThat(started)
                        .hasNotFailed()
                        .hasSingleBean(FunctionWatcher.class)
                        .doesNotHaveBean(ChangeHub.class));
    }

    @Test
    void anotherWebServerStopsTheStartAndIsNamed() {
        context.withBean(ReactiveWebServerFactory.class, OtherServer::new).run(failed -> assertThat(failed)
                .getFailure()
                .rootCause()
                .hasMessageContaining("reactor-waiters.stream.enabled")
                .hasMessageContaining("Reactor Netty")
                .hasMessageContaining("OtherServer"));
    }

    @Test
    void reactorNettyIsTheWebServer() {
        context.withBean(ReactiveWebServerFactory.class, NettyReactiveWebServerFactory::new)
                .run(started -> assertThat(started).hasNotFailed().hasSingleBean(ChangeHub.class));
    }

    private static final class OtherServer implements ReactiveWebServerFactory {
        @Override
        public WebServer getWebServer(HttpHandler handler) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void ofSeveralClientsTheStreamsLackAWatcher() {
        ReactiveWebApplicationContextRunner several =
                context.withBean("other", LambdaAsyncClient.class, lambda::client);
        several.run(failed -> assertThat(failed)
                .getFailure()
                .rootCause()
                .isExactlyInstanceOf(NoSuchBeanDefinitionException.class)
                .hasMessageContaining(FunctionWatcher.class.getName()));

        try (FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
                ChangeHub own = ChangeHub.of(watcher, watcher.watchAll()).start()) {
            several.withBean(ChangeHub.class, () -> own)
                    .run(started -> assertThat(started).hasNotFailed().doesNotHaveBean(FunctionWatcher.class));
        }
    }

    @Test
    void ofSeveralWatchersTheStreamsTakeNone() {
        context.withBean("one", FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .withBean("two", FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(NoUniqueBeanDefinitionException.class)
                        .hasMessageContaining(FunctionWatcher.class.getName()));
    }

    /** The watcher is the application's, and so is the hub over it. */
    @Test
    void applicationsHubIsKept() {
        try (FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
                ChangeHub own = ChangeHub.of(watcher, watcher.watchAll()).start()) {
            context.withBean(ChangeHub.class, () -> own)
                    .run(started -> assertThat(started.getBean(ChangeHub.class)).isSameAs(own));
        }
    }

    private static Flux<Frame> frames(ChangeHub hub, @Nullable String since) {
        return hub.open(since, ChangeFilter.all(), Flux.never());
    }
}
