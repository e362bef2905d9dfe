// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** A client of the caller's that makes four attempts makes one for a watcher, and else is as the caller set it up. */
class RetryingClientTest {
    private static final int ATTEMPTS = 4;
    private static final Duration SECONDS = Duration.ofSeconds(20);
    private static final String HEADER = "X-Callers-Own";

    private final Seen seen = new Seen();
    private final List<LambdaAsyncClient> clients = new ArrayList<>();

    private final VirtualFleet fleet = new VirtualFleet(lambda -> lambda, this::watcherOf);

    private FunctionWatcherBuilder watcherOf(SimulatedLambda lambda, VirtualTimeScheduler time) {
        LambdaAsyncClient client =
                lambda.client(options -> options.overrideConfiguration(options.overrideConfiguration().toBuilder()
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .build())
                        .putHeader(HEADER, "kept")
                        .addExecutionInterceptor(seen)
                        .build()));
        clients.add(client);
        return FunctionWatcher.builder(client).scheduler(time);
    }

    @AfterEach
    void close() {
        fleet.close();
        clients.forEach(LambdaAsyncClient::close);
    }

    @Test
    void aThrottledCallIsMadeOnce() {
        isMadeOnce(Fault.throttle());
    }

    @Test
    void aCallThatTheServiceFailsIsMadeOnce() {
        isMadeOnce(Fault.error(500));
    }

    @Test
    void aCallWhoseConnectionBreaksIsMadeOnce() {
        isMadeOnce(Fault.reset());
    }

    private void isMadeOnce(Fault fault) {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(fault.on("GetFunction").times(3));
        Watched watched = fleet.watchOrders();
        fleet.seconds(60);

        assertThat(watched.kinds()).containsExactly(Set.of(FIRST_SEEN));
        assertThat(seen.calls).isGreaterThan(3);
        assertThat(seen.attempts).hasSize(seen.calls);
        assertThat(fleet.lambda.calls().total()).isEqualTo(seen.calls);
        assertThat(seen.attempts).allSatisfy(attempt -> {
            assertThat(attempt.firstMatchingHeader("amz-sdk-request")).hasValue("attempt=1; max=1");
            assertThat(attempt.firstMatchingHeader(HEADER)).hasValue("kept");
        });
    }

    @Test
    void whatARequestOfTheCallersSetsForItselfIsKept() {
        fleet.functions().add("orders");
        GetFunctionRequest request = GetFunctionRequest.builder()
                .functionName("orders")
                .overrideConfiguration(options -> options.putHeader("x-own", "kept")
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("OWN", "secret"))))
                .build();
        List<GetFunctionResponse> answers = new ArrayList<>();
        Disposable unused = fleet.watcher
                .controlPlane()
                .call(LambdaAsyncClient::getFunction, request, 0)
                .subscribe(answers::add);
        fleet.seconds(1);

        assertThat(answers).hasSize(1);
        assertThat(seen.attempts).singleElement().satisfies(attempt -> {
            assertThat(attempt.firstMatchingHeader("x-own")).hasValue("kept");
            assertThat(attempt.firstMatchingHeader("Authorization"))
                    .hasValueSatisfying(signature -> assertThat(signature).contains("Credential=OWN/"));
            assertThat(attempt.firstMatchingHeader("amz-sdk-request")).hasValue("attempt=1; max=1");
        });
    }

    @Test
    void theCallersOwnCallsAreRetried() {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.error(500).on("GetFunction").times(ATTEMPTS - 1));
        var answer = clients.get(0).getFunction(request -> request.functionName("orders"));
        fleet.seconds(60);

        assertThat(answer).isCompleted();
        assertThat(seen.calls).isOne();
        assertThat(seen.attempts).hasSize(ATTEMPTS);
    }

    @Test
    void aClientThatTheWatcherBuildsHasNoneToSwitchOffAtEachCall() {
        try (HttpSite site = new HttpSite(
                SECONDS,
                SECONDS,
                SECONDS,
                client -> client.overrideConfiguration(
                        options -> options.retryStrategy(RetryMode.STANDARD).addExecutionInterceptor(seen)))) {
            site.lambda.functions().add("orders");
            StepVerifier.create(site.watcher.awaitActive(ORDERS))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(SECONDS);
        }
        assertThat(seen.overrides).isNotEmpty().containsOnly(Optional.empty());
        assertThat(seen.attempts).allSatisfy(attempt -> assertThat(attempt.firstMatchingHeader("amz-sdk-request"))
                .hasValue("attempt=1; max=1"));
    }

    /** What passed through the client; on one thread at a time. */
    private static final class Seen implements ExecutionInterceptor {
        private int calls;
        private final List<SdkHttpRequest> attempts = new CopyOnWriteArrayList<>();
        private final List<Optional<? extends RequestOverrideConfiguration>> overrides = new CopyOnWriteArrayList<>();

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            calls++;
            overrides.add(context.request().overrideConfiguration());
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            attempts.add(context.httpRequest());
        }
    }
}
