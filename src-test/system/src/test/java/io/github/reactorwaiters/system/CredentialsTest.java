// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** Providers that block, expire and fail, in real time: the SDK asks them on the thread that makes the call. */
@Timeout(60)
class CredentialsTest {
    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final Duration SOON = Duration.ofMillis(300);

    /** The one thread that the engine and all its timers have. */
    private final Scheduler worker = Schedulers.newSingle("worker", true);

    private final SimulatedLambda lambda =
            SimulatedLambda.builder().scheduler(worker).build();
    private final ServedLambda server = lambda.serve(0);

    @BeforeEach
    void noInstanceMetadataHere() {
        System.setProperty("aws.disableEc2Metadata", "true");
        lambda.functions().add("orders");
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.disableEc2Metadata");
        lambda.close();
        worker.dispose();
    }

    @Test
    void aSlowProviderDoesNotHoldUpTheWorkerOfTheWatchersOwnClient() {
        Blocking provider = new Blocking();
        try (FunctionWatcher watcher = owning(provider).scheduler(worker).build()) {
            holdsUpNobody(provider, watcher);
        }
    }

    @Test
    void aSlowProviderDoesNotHoldUpTheWorkerOfAClientThatIsBrought() {
        Blocking provider = new Blocking();
        try (var client = lambda.client(options -> options.credentialsProvider(provider));
                FunctionWatcher watcher =
                        FunctionWatcher.builder(client).scheduler(worker).build()) {
            holdsUpNobody(provider, watcher);
        }
    }

    private static void holdsUpNobody(Blocking provider, FunctionWatcher watcher) {
        Mono<FunctionSnapshot> wait = watcher.awaitActive(ORDERS);
        StepVerifier.create(watcher.withAwaitTimeout(SOON).awaitActive(ORDERS).elapsed())
                .expectErrorSatisfies(error -> {
                    assertThat(error).isInstanceOf(AwaitTimeoutException.class);
                    assertThat(provider.asked).as("asked and silent").hasValue(1);
                })
                .verify(Duration.ofSeconds(10));

        provider.answers.countDown();

        StepVerifier.create(wait).expectNextCount(1).expectComplete().verify(Duration.ofSeconds(10));
        assertThat(provider.asked).hasValue(1);
    }

    @Test
    void credentialsThatRunOutAreReplaced() {
        Blocking provider = new Blocking();
        provider.answers.countDown();
        provider.expiry = Instant.now().plusSeconds(11);
        try (FunctionWatcher watcher = owning(provider).scheduler(worker).build()) {
            StepVerifier.create(watcher.awaitActive(ORDERS)).expectNextCount(1).verifyComplete();
            provider.expiry = null;

            StepVerifier.create(Flux.interval(Duration.ofMillis(100), worker)
                            .onBackpressureDrop()
                            .concatMap(tick -> watcher.awaitActive(ORDERS))
                            .takeUntil(seen -> provider.asked.get() == 2))
                    .thenConsumeWhile(seen -> true)
                    .expectComplete()
                    .verify(Duration.ofSeconds(20));
            assertThat(watcher.health().status()).isEqualTo(WatcherHealth.Status.HEALTHY);
        }
    }

    @Test
    void credentialsThatTheServiceFindsExpiredAreAskedForAgainAtOnce() {
        Blocking provider = new Blocking();
        provider.answers.countDown();
        lambda.faults().add(Fault.expiredToken().times(1));
        try (FunctionWatcher watcher = owning(provider).build()) {
            StepVerifier.create(watcher.awaitActive(ORDERS))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
            assertThat(provider.asked).hasValue(2);
        }
    }

    @Test
    void aChainThatFindsNothingIsARejection() {
        rejects(
                AwsCredentialsProviderChain.of(
                        SystemPropertyCredentialsProvider.create(),
                        ProfileCredentialsProvider.builder()
                                .profileFile(ProfileFile.aggregator().build())
                                .build(),
                        InstanceProfileCredentialsProvider.create()),
                "Unable to load credentials from any of the providers in the chain");
    }

    @Test
    void aMissingProfileIsARejection() {
        rejects(
                ProfileCredentialsProvider.builder()
                        .profileFile(ProfileFile.aggregator().build())
                        .profileName("absent")
                        .build(),
                "Profile file contained no credentials for profile 'absent'");
    }

    private void rejects(AwsCredentialsProvider provider, String message) {
        try (FunctionWatcher watcher = owning(provider).build();
                FunctionWatcher strict = owning(provider).strict(true).build()) {
            Mono<WatcherHealth> degraded = Flux.interval(Duration.ofMillis(20))
                    .map(tick -> watcher.health())
                    .filter(health -> health.status() == WatcherHealth.Status.DEGRADED)
                    .next();
            StepVerifier.create(Flux.merge(degraded, watcher.watch(ORDERS)).take(1))
                    .assertNext(seen -> assertThat(seen)
                            .isInstanceOfSatisfying(WatcherHealth.class, health -> assertThat(health.cause())
                                    .hasMessageContaining(message)))
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
            StepVerifier.create(strict.awaitActive(ORDERS))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(CallsRejectedException.class)
                            .hasMessageContaining(message)
                            .hasCauseInstanceOf(SdkClientException.class))
                    .verify(Duration.ofSeconds(10));
            assertThat(lambda.calls().total()).as("calls without a signature").isZero();
        }
    }

    /** The time of the first call, which loads Netty and the SDK, does not count. */
    @Test
    void closingAWatcherWithItsClientDoesNotWait() {
        FunctionWatcher watcher = owning(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret")))
                .build();
        StepVerifier.create(watcher.awaitActive(ORDERS))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        assertTimeout(Duration.ofSeconds(1), watcher::close);
    }

    @Test
    void withoutARegionTheWatcherSaysHowToSetOne() {
        assumeThat(System.getenv()).doesNotContainKey("AWS_REGION");
        String before = System.setProperty("aws.configFile", "/nowhere");
        try {
            assertThatThrownBy(() -> FunctionWatcher.builder().build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("no region")
                    .hasMessageContaining("client(options -> options.region(..))")
                    .hasMessageContaining("AWS_REGION")
                    .hasCauseInstanceOf(SdkClientException.class);
        } finally {
            if (before == null) {
                System.clearProperty("aws.configFile");
            } else {
                System.setProperty("aws.configFile", before);
            }
        }
    }

    private FunctionWatcherBuilder owning(AwsCredentialsProvider provider) {
        Consumer<LambdaAsyncClientBuilder> options = client -> client.endpointOverride(server.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(provider);
        return FunctionWatcher.builder().client(options);
    }

    /** As STS or the metadata service: the caller's thread waits for the answer. */
    private static final class Blocking implements AwsCredentialsProvider {
        final CountDownLatch answers = new CountDownLatch(1);
        final AtomicInteger asked = new AtomicInteger();
        volatile Instant expiry;

        @Override
        public AwsCredentials resolveCredentials() {
            asked.incrementAndGet();
            try {
                if (!answers.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("never allowed to answer");
                }
            } catch (InterruptedException withdrawn) {
                throw new IllegalStateException(withdrawn);
            }
            return expiry == null
                    ? AwsBasicCredentials.create("AKID", "secret")
                    : AwsSessionCredentials.builder()
                            .accessKeyId("AKID")
                            .secretAccessKey("secret")
                            .sessionToken("token")
                            .expirationTime(expiry)
                            .build();
        }
    }
}
