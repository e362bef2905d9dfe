// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** What is wired to Actuator gives way to the application's own. */
class ActuatorBackOffTest {
    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactorWaitersAutoConfiguration.class,
                    ReactorWaitersHealthAutoConfiguration.class,
                    ReactorWaitersMetricsAutoConfiguration.class,
                    ReactorWaitersEndpointAutoConfiguration.class))
            .withPropertyValues(
                    "reactor-waiters.region=eu-west-1", "management.endpoints.web.exposure.include=lambdafunctions");
    private final ApplicationContextRunner context = bare.withBean(LambdaAsyncClient.class, lambda::client);

    @AfterEach
    void close() {
        lambda.close();
    }

    @Test
    void allIsMadeByDefault() {
        context.run(started -> assertThat(started)
                .hasSingleBean(WatcherMetrics.class)
                .hasSingleBean(FunctionsEndpoint.class)
                .hasBean("lambdaWatcherHealthIndicator"));
    }

    @Test
    void nothingIsMadeWithoutAWatcher() {
        context.withPropertyValues("reactor-waiters.enabled=false").run(started -> assertThat(started)
                .hasNotFailed()
                .doesNotHaveBean(WatcherMetrics.class)
                .doesNotHaveBean(FunctionsEndpoint.class)
                .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void nothingIsMadeForTheApplicationsWatcherWhereAllIsSwitchedOff() {
        context.withBean(FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .withPropertyValues("reactor-waiters.enabled=false")
                .run(started -> assertThat(started)
                        .hasSingleBean(FunctionWatcher.class)
                        .doesNotHaveBean(WatcherMetrics.class)
                        .doesNotHaveBean(FunctionsEndpoint.class)
                        .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void ofSeveralWatchersNoneIsChosen() {
        context.withBean("one", FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .withBean("two", FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .run(started -> assertThat(started)
                        .hasNotFailed()
                        .doesNotHaveBean(WatcherMetrics.class)
                        .doesNotHaveBean(FunctionsEndpoint.class)
                        .doesNotHaveBean("lambdaWatcherHealthIndicator"));
    }

    @Test
    void ofSeveralWatchersThePrimaryOneIsChosen() {
        context.withBean("one", FunctionWatcher.class, () -> FunctionWatcher.create(lambda.client()))
                .withBean(
                        "two",
                        FunctionWatcher.class,
                        () -> FunctionWatcher.create(lambda.client()),
                        bean -> bean.setPrimary(true))
                .run(started -> {
                    assertThat(started)
                            .hasSingleBean(WatcherMetrics.class)
                            .hasSingleBean(FunctionsEndpoint.class)
                            .hasBean("lambdaWatcherHealthIndicator");
                    started.getBean("two", FunctionWatcher.class).close();
                    assertThat(Objects.requireNonNull(
                                            started.getBean("lambdaWatcherHealthIndicator", HealthIndicator.class)
                                                    .health())
                                    .getStatus())
                            .isEqualTo(Status.DOWN);
                });
    }

    @Test
    void ofSeveralClientsNoneIsWatchedBy() {
        context.withBean("other", LambdaAsyncClient.class, lambda::client).run(started -> assertThat(started)
                .hasNotFailed()
                .doesNotHaveBean(FunctionWatcher.class)
                .doesNotHaveBean(WatcherMetrics.class));
    }

    @Test
    void applicationsMetricsAreKept() {
        context.withBean("own", WatcherMetrics.class, () -> {
                    FunctionWatcher other = FunctionWatcher.create(lambda.client());
                    return WatcherMetrics.of(other);
                })
                .run(started ->
                        assertThat(started).hasSingleBean(WatcherMetrics.class).hasBean("own"));
    }

    @Test
    void ofSeveralMetricsOfTheApplicationsNoneIsToldOfWhatTheHubSees() {
        context.withBean("one", WatcherMetrics.class, () -> WatcherMetrics.of(FunctionWatcher.create(lambda.client())))
                .withBean("two", WatcherMetrics.class, () -> WatcherMetrics.of(FunctionWatcher.create(lambda.client())))
                .run(started -> assertThat(started).hasNotFailed().doesNotHaveBean(WatchTap.class));
    }

    @Test
    void applicationsHealthIndicatorIsKept() {
        HealthIndicator own = () -> Health.outOfService().build();
        context.withBean("lambdaWatcherHealthIndicator", HealthIndicator.class, () -> own)
                .run(started -> assertThat(started.getBean("lambdaWatcherHealthIndicator"))
                        .isSameAs(own));
    }

    @Test
    void applicationsEndpointIsKept() {
        try (FunctionWatcher watcher = FunctionWatcher.create(lambda.client())) {
            FunctionsEndpoint own = new FunctionsEndpoint(watcher);
            context.withBean(FunctionsEndpoint.class, () -> own)
                    .run(started ->
                            assertThat(started.getBean(FunctionsEndpoint.class)).isSameAs(own));
        }
    }

    @Test
    void endpointThatIsNotExposedIsNotMade() {
        context.withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(started -> assertThat(started).doesNotHaveBean(FunctionsEndpoint.class));
    }

    @Test
    void micrometerIsOptional() {
        context.withClassLoader(new FilteredClassLoader("io.micrometer")).run(started -> assertThat(started)
                .hasNotFailed()
                .hasSingleBean(FunctionWatcher.class)
                .doesNotHaveBean("watcherMetrics"));
    }

    @Test
    void withoutCredentialsTheServiceIsUpAndSaysWhatIsMissing() {
        bare.withBean(AwsCredentialsProvider.class, () -> () -> {
                    throw SdkClientException.create("no credentials here");
                })
                .run(started -> {
                    started.getBean(FunctionWatcher.class)
                            .withAwaitTimeout(Duration.ofSeconds(1))
                            .awaitActive(FunctionName.of("orders"))
                            .onErrorComplete()
                            .block(Duration.ofSeconds(20));
                    Health health = Objects.requireNonNull(
                            started.getBean(HealthIndicator.class).health());
                    assertThat(health.getStatus()).isEqualTo(Status.UP);
                    assertThat(health.getDetails()).containsEntry("watcher", "DEGRADED");
                    assertThat(health.getDetails().get("message")).asString().contains("no credentials here");
                });
    }

    @Test
    void closedWatcherIsDown() {
        context.run(started -> {
            started.getBean(FunctionWatcher.class).close();
            assertThat(Objects.requireNonNull(
                                    started.getBean(HealthIndicator.class).health())
                            .getStatus())
                    .isEqualTo(Status.DOWN);
        });
    }
}
