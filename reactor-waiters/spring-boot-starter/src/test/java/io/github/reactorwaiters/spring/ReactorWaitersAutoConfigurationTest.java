// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

class ReactorWaitersAutoConfigurationTest {
    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ReactorWaitersAutoConfiguration.class))
            .withPropertyValues("reactor-waiters.region=eu-west-1");

    @Test
    void clientAndWatcherAreMade() {
        context.run(started -> {
            assertThat(started).hasSingleBean(LambdaAsyncClient.class).hasSingleBean(FunctionWatcher.class);
            assertThat(region(started.getBean(LambdaAsyncClient.class))).isEqualTo(Region.EU_WEST_1);
        });
    }

    @Test
    void nothingIsMadeWhereItIsSwitchedOff() {
        context.withPropertyValues("reactor-waiters.enabled=false").run(started -> assertThat(started)
                .doesNotHaveBean(LambdaAsyncClient.class)
                .doesNotHaveBean(FunctionWatcher.class));
    }

    @Test
    void watcherUsesTheApplicationsClient() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build()) {
            lambda.functions().add("orders");
            context.withBean(LambdaAsyncClient.class, lambda::client).run(started -> {
                assertThat(started).hasSingleBean(LambdaAsyncClient.class);
                assertThat(started.getBean(FunctionWatcher.class)
                                .awaitExists(FunctionName.of("orders"))
                                .block(Duration.ofSeconds(10)))
                        .isNotNull();
            });
        }
    }

    @Test
    void applicationsWatcherIsKept() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build()) {
            FunctionWatcher own = FunctionWatcher.create(lambda.client());
            context.withBean(FunctionWatcher.class, () -> own)
                    .run(started ->
                            assertThat(started.getBean(FunctionWatcher.class)).isSameAs(own));
        }
    }

    @Test
    void credentialsAndRegionOfBeansAreUsed() {
        AwsCredentialsProvider credentials = AnonymousCredentialsProvider.create();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ReactorWaitersAutoConfiguration.class))
                .withBean(AwsCredentialsProvider.class, () -> credentials)
                .withBean(AwsRegionProvider.class, () -> () -> Region.AP_SOUTH_1)
                .run(started -> {
                    LambdaAsyncClient client = started.getBean(LambdaAsyncClient.class);
                    assertThat(region(client)).isEqualTo(Region.AP_SOUTH_1);
                    assertThat(client.serviceClientConfiguration().credentialsProvider())
                            .isSameAs(credentials);
                });
    }

    @Test
    void propertiesReachWatcherAndClient() {
        context.withPropertyValues(
                        "reactor-waiters.endpoint=http://127.0.0.1:9",
                        "reactor-waiters.budget-share=0.5",
                        "reactor-waiters.await-timeout=300ms",
                        "reactor-waiters.call-timeout=100ms",
                        "reactor-waiters.max-concurrency=3",
                        "reactor-waiters.strict=false")
                .withBean(AwsCredentialsProvider.class, AnonymousCredentialsProvider::create)
                .run(started -> {
                    FunctionWatcher watcher = started.getBean(FunctionWatcher.class);
                    assertThat(watcher.budget().getFunction().status().ceiling())
                            .isEqualTo(50);
                    assertThat(started.getBean(LambdaAsyncClient.class)
                                    .serviceClientConfiguration()
                                    .endpointOverride()
                                    .orElseThrow())
                            .hasPort(9);
                    assertThat(watcher.awaitActive(FunctionName.of("orders"))
                                    .onErrorResume(
                                            AwaitTimeoutException.class, late -> reactor.core.publisher.Mono.empty())
                                    .blockOptional(Duration.ofSeconds(10)))
                            .isEmpty();
                });
    }

    /** Calls to a server that never answers: so many, so long. */
    @Test
    void limitsOfCallsReachTheWatcher() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            context.withPropertyValues(
                            "reactor-waiters.endpoint=http://127.0.0.1:" + silent.getLocalPort(),
                            "reactor-waiters.max-concurrency=3",
                            "reactor-waiters.call-timeout=700ms")
                    .withBean(AwsCredentialsProvider.class, AnonymousCredentialsProvider::create)
                    .run(started -> {
                        FunctionWatcher watcher = started.getBean(FunctionWatcher.class);
                        List<FunctionName> functions = IntStream.range(0, 20)
                                .mapToObj(i -> FunctionName.of("f" + i))
                                .toList();
                        Disposable watch = watcher.watch(functions).subscribe();
                        AtomicInteger most = new AtomicInteger();
                        Flux.interval(Duration.ofMillis(5))
                                .doOnNext(tick -> most.accumulateAndGet(
                                        watcher.health().engine().inFlight(), Math::max))
                                .takeUntil(tick -> watcher.health().engine().failed() >= 3)
                                .blockLast(Duration.ofSeconds(8)); // the default timeout is 10 s
                        watch.dispose();
                        assertThat(most).hasValue(3);
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strictReachesTheWatcher(boolean strict) {
        context.withPropertyValues("reactor-waiters.strict=" + strict)
                .withBean(AwsCredentialsProvider.class, () -> () -> {
                    throw SdkClientException.create("no credentials here");
                })
                .run(started -> {
                    List<Throwable> errors = new ArrayList<>();
                    Flux<FunctionStateChange> watch =
                            started.getBean(FunctionWatcher.class).watch(FunctionName.of("orders"));
                    watch.take(Duration.ofSeconds(2))
                            .doOnError(errors::add)
                            .onErrorComplete()
                            .blockLast(Duration.ofSeconds(20));
                    assertThat(errors).hasSize(strict ? 1 : 0);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "budget-share, 0",
        "budget-share, 1.1",
        "max-concurrency, 0",
        "call-timeout, 0s",
        "await-timeout, -1s",
        "functions, a/b",
        "stream.path, lambda/",
    })
    void badPropertyStopsTheStartAndIsNamed(String property, String value) {
        context.withPropertyValues("reactor-waiters." + property + "=" + value).run(started -> assertThat(started)
                .getFailure()
                .rootCause()
                .message()
                .containsAnyOf("reactor-waiters." + property, "pattern must be"));
    }

    @Test
    void withoutCredentialsItStartsAndSaysWhatIsMissing() {
        context.withBean(AwsCredentialsProvider.class, () -> () -> {
                    throw SdkClientException.create("no credentials here");
                })
                .run(started -> {
                    assertThat(started).hasNotFailed();
                    FunctionWatcher watcher = started.getBean(FunctionWatcher.class);
                    watcher.withAwaitTimeout(Duration.ofSeconds(1))
                            .awaitActive(FunctionName.of("orders"))
                            .onErrorComplete()
                            .block(Duration.ofSeconds(10));
                    assertThat(watcher.health().status()).isEqualTo(WatcherHealth.Status.DEGRADED);
                    assertThat(watcher.health().cause()).hasMessageContaining("no credentials here");
                });
    }

    @Test
    void contextClosesWatcherAndClient() {
        context.withBean(AwsCredentialsProvider.class, AnonymousCredentialsProvider::create)
                .run(started -> {
                    FunctionWatcher watcher = started.getBean(FunctionWatcher.class);
                    LambdaAsyncClient client = started.getBean(LambdaAsyncClient.class);
                    started.close();
                    assertThat(watcher.health().status()).isEqualTo(WatcherHealth.Status.CLOSED);
                    assertThat(client.listFunctions())
                            .failsWithin(Duration.ofSeconds(10))
                            .withThrowableThat()
                            .havingRootCause()
                            .isInstanceOfAny(IllegalStateException.class, RejectedExecutionException.class);
                });
    }

    private static Region region(LambdaAsyncClient client) {
        return client.serviceClientConfiguration().region();
    }
}
