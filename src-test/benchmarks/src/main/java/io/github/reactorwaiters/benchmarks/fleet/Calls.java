// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.baseline.Readings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/**
 * The SDK's client as the peers use it: a connection for each wait, and no wait fails for want of one. Else the SDK's
 * defaults, or tuned as the library's own is: one event loop, which completes the calls, too.
 */
final class Calls implements AutoCloseable {
    private static final Duration CONNECTION_PATIENCE = Duration.ofMinutes(5);

    private final LambdaAsyncClient client;
    private final AtomicInteger inFlight = new AtomicInteger();

    Calls(Peer.Setup setup, Consumer<ClientOverrideConfiguration.Builder> retries) {
        this(setup, retries, false);
    }

    Calls(Peer.Setup setup, Consumer<ClientOverrideConfiguration.Builder> retries, boolean tuned) {
        ClientOverrideConfiguration.Builder override = ClientOverrideConfiguration.builder();
        retries.accept(override);
        if (setup.cell().heap()) {
            override.addExecutionInterceptor(new Counter(inFlight));
        }
        int connections = connections(setup.cell());
        NettyNioAsyncHttpClient.Builder http = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(connections)
                .maxPendingConnectionAcquires(10 * connections)
                .connectionAcquisitionTimeout(CONNECTION_PATIENCE);
        LambdaAsyncClientBuilder builder =
                LambdaAsyncClient.builder().httpClientBuilder(http).overrideConfiguration(override.build());
        if (tuned) {
            http.eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1));
            builder.asyncConfiguration(async ->
                    async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
        }
        reach(setup, builder);
        client = builder.build();
    }

    static int connections(Cell cell) {
        return Math.max(50, cell.functions());
    }

    /** Leads a client to the simulated control plane. */
    static void reach(Peer.Setup setup, LambdaAsyncClientBuilder builder) {
        builder.endpointOverride(setup.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
    }

    LambdaAsyncClient client() {
        return client;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Whether the update of {@code function} is over; an error if it failed. */
    Mono<Boolean> isUpdated(String function) {
        return Readings.isUpdated(client, function);
    }

    @Override
    public void close() {
        client.close();
    }

    private record Counter(AtomicInteger inFlight) implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            inFlight.incrementAndGet();
        }

        @Override
        public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
            inFlight.decrementAndGet();
        }

        @Override
        public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
            inFlight.decrementAndGet();
        }
    }
}
