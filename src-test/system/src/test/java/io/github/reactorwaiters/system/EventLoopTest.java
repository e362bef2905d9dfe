// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** A watcher that builds its client works on that client's event loop, if nobody says otherwise. */
@Timeout(60)
class EventLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String EVENT_LOOP = "reactor-waiters-event-loop";
    private static final FunctionName ORDERS = FunctionName.of("orders");

    private final SimulatedLambda lambda = SimulatedLambda.builder().build();
    private final ServedLambda server = lambda.serve(0);

    EventLoopTest() {
        lambda.functions().add("orders");
    }

    @AfterEach
    void close() {
        lambda.close();
    }

    @Test
    void allSignalsOfAWatcherThatBuildsItsClientAreOnItsEventLoop() {
        try (FunctionWatcher watcher = builder().build()) {
            assertThat(threadOf(watcher.watch(ORDERS).next())).isEqualTo(EVENT_LOOP);
            assertThat(threadOf(watcher.awaitActive(ORDERS))).isEqualTo(EVENT_LOOP);
            assertThat(threadOf(watcher.learned())).isEqualTo(EVENT_LOOP);
        }
    }

    @Test
    void noThreadIsStartedButTheEventLoop() {
        try (FunctionWatcher watcher = builder().build()) {
            assertThat(threadOf(Mono.delay(Duration.ofMillis(1)))).startsWith("parallel-"); // which others use, too
            Set<Thread> before = Thread.getAllStackTraces().keySet();
            lambda.functions().startUpdate("orders");
            StepVerifier.create(watcher.watchAll().take(1).then(watcher.awaitUpdated(ORDERS)))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(PATIENCE);

            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !before.contains(thread))
                            .map(Thread::getName)
                            .filter(name -> !name.startsWith("simulated-lambda")))
                    .containsExactly(EVENT_LOOP);
        }
    }

    @Test
    void aBudgetOrASchedulerThatIsNamedHasTheWorker() {
        List<FunctionWatcherBuilder> named =
                List.of(builder().scheduler(Schedulers.parallel()), builder().budget(ApiBudget.create()));
        for (FunctionWatcherBuilder settings : named) {
            try (FunctionWatcher watcher = settings.build()) {
                assertThat(threadOf(watcher.awaitActive(ORDERS))).startsWith("parallel-");
            }
        }
    }

    /**
     * By Netty, whose exception this is. Where no name server answers it is by none within the 10 s that the SDK waits for a
     * connection, in which the JDK would hold up all else.
     */
    @Test
    void namesAreLookedUpWithoutBlockingTheEventLoop() {
        boolean silence = isSilence("functions.invalid");
        FunctionWatcherBuilder astray = FunctionWatcher.builder()
                .client(client -> reach(client).endpointOverride(URI.create("http://functions.invalid:1")))
                .callTimeout(Duration.ofMinutes(1));
        try (FunctionWatcher watcher = astray.build()) {
            Mono<String> others = watcher.learned()
                    .thenReturn("answered")
                    .delaySubscription(Duration.ofMillis(500))
                    .timeout(Duration.ofSeconds(3));

            StepVerifier.create(Flux.mergeDelayError(
                            1, others, watcher.controlPlane().get(ORDERS)))
                    .expectNext("answered")
                    .expectErrorSatisfies(error -> assertThat(Throwables.getStackTrace(error))
                            .contains(silence ? "Acquire operation took longer" : "io.netty.resolver.dns"))
                    .verify(Duration.ofSeconds(50));
        }
    }

    private static boolean isSilence(String unknown) {
        long asked = System.nanoTime();
        assertThatThrownBy(() -> InetAddress.getByName(unknown)).isInstanceOf(UnknownHostException.class);
        return System.nanoTime() - asked > 4_000_000_000L;
    }

    @Test
    void namesThatTheHostKnowsAreFound() {
        FunctionWatcherBuilder named = FunctionWatcher.builder().client(client -> reach(client)
                .endpointOverride(
                        URI.create("http://localhost:" + server.endpoint().getPort())));
        try (FunctionWatcher watcher = named.build()) {
            assertThat(threadOf(watcher.awaitActive(ORDERS))).isEqualTo(EVENT_LOOP);
        }
    }

    @Test
    void whoBlocksOnTheEventLoopIsRefused() {
        try (FunctionWatcher watcher = builder().build()) {
            StepVerifier.create(watcher.awaitActive(ORDERS)
                            .map(active -> watcher.awaitActive(ORDERS).block(PATIENCE)))
                    .expectErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("not supported in thread " + EVENT_LOOP))
                    .verify(PATIENCE);
            assertThat(watcher.awaitActive(ORDERS)
                            .map(active -> Thread.currentThread() instanceof NonBlocking)
                            .block(PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void whoClosesTheWatcherOnTheEventLoopGetsTheEnd() {
        FunctionWatcher watcher = builder().build();

        StepVerifier.create(watcher.watch(ORDERS).doOnNext(change -> watcher.close()))
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void theEventLoopEndsAfterTheWatcherIsClosed() {
        FunctionWatcher watcher = builder().build();
        Thread loop = watcher.awaitActive(ORDERS)
                .map(active -> Thread.currentThread())
                .blockOptional(PATIENCE)
                .orElseThrow();
        assertThat(loop.isAlive()).isTrue();
        watcher.close();

        StepVerifier.create(Flux.interval(Duration.ofMillis(50))
                        .filter(tick -> !loop.isAlive())
                        .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(PATIENCE);
    }

    /** As in a rollout that goes on; the event loop is gone before the second call. */
    @Test
    void callsFailOnceTheWatcherIsClosed() {
        FunctionWatcher watcher = builder().build();
        lambda.faults().add(Fault.hang());

        StepVerifier.create(watcher.controlPlane().get(ORDERS))
                .thenAwait(Duration.ofMillis(500))
                .then(watcher::close)
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(CallFailedException.class)
                        .hasCauseInstanceOf(SdkClientException.class))
                .verify(Duration.ofSeconds(5)); // which is sooner than its time limit
        StepVerifier.create(watcher.controlPlane().get(ORDERS).delaySubscription(Duration.ofSeconds(4)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(CallFailedException.class)
                        .hasCauseInstanceOf(SdkClientException.class))
                .verify(Duration.ofSeconds(9));
    }

    /** As a rollout does. */
    @Test
    void whoWaitsForAPermitGetsItAlsoWhenTheWatcherIsClosed() {
        FunctionWatcher watcher = builder().budgetShare(0.01).build(); // a permit in 7 s
        Mono<Void> permit = watcher.controlPlane().permits().acquire();

        assertThat(threadOf(watcher.awaitActive(ORDERS))).isEqualTo(EVENT_LOOP);
        StepVerifier.create(permit.then(permit))
                .then(watcher::close)
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void underVirtualTimeItWorksByThat() {
        VirtualTimeScheduler.getOrSet();
        try (FunctionWatcher watcher =
                builder().awaitTimeout(Duration.ofDays(1)).build()) {
            lambda.faults().add(Fault.hang());

            StepVerifier.withVirtualTime(() -> watcher.awaitActive(ORDERS))
                    .thenAwait(Duration.ofDays(1))
                    .expectError(AwaitTimeoutException.class)
                    .verify(PATIENCE);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    private FunctionWatcherBuilder builder() {
        return FunctionWatcher.builder().client(client -> reach(client).endpointOverride(server.endpoint()));
    }

    private static LambdaAsyncClientBuilder reach(LambdaAsyncClientBuilder client) {
        return client.region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    private static String threadOf(Mono<?> signal) {
        return signal.map(value -> Thread.currentThread().getName())
                .blockOptional(PATIENCE)
                .orElseThrow();
    }
}
