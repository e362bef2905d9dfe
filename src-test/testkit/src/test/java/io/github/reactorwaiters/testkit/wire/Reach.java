// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** A simulated Lambda with the function {@code orders} and a real SDK client that reaches it by one of the fronts. */
final class Reach implements AutoCloseable {
    /** The two ways in. */
    enum Front {
        IN_MEMORY,
        HTTP
    }

    /** Shared, for a group of one's own takes two seconds to close. */
    private static final SdkEventLoopGroup LOOPS =
            SdkEventLoopGroup.builder().numberOfThreads(1).build();

    private static final long PATIENCE_SECONDS = 20;

    final SimulatedLambda lambda;
    final LambdaAsyncClient client;
    private final SdkAsyncHttpClient http;

    private Reach(SimulatedLambda lambda, LambdaAsyncClient client, SdkAsyncHttpClient http) {
        this.lambda = lambda;
        this.http = http;
        this.client = client;
    }

    static Reach by(Front front) {
        return by(front, builder -> {});
    }

    static Reach by(Front front, Consumer<SimulatedLambda.Builder> settings) {
        SimulatedLambda.Builder builder =
                SimulatedLambda.builder().quotas(Quotas.unlimited()).durations(Durations.fixed(Duration.ofMinutes(10)));
        settings.accept(builder);
        SimulatedLambda lambda = builder.build();
        lambda.functions().add("orders");
        SdkAsyncHttpClient http = front == Front.IN_MEMORY
                ? lambda.asyncHttpClient()
                : NettyNioAsyncHttpClient.builder().eventLoopGroup(LOOPS).build();
        return new Reach(lambda, front == Front.IN_MEMORY ? lambda.client() : overHttp(lambda, http), http);
    }

    private static LambdaAsyncClient overHttp(SimulatedLambda lambda, SdkAsyncHttpClient http) {
        return lambda.client(builder ->
                builder.httpClient(http).endpointOverride(lambda.serve(0).endpoint()));
    }

    CompletableFuture<GetFunctionResponse> getFunction() {
        return client.getFunction(request -> request.functionName("orders"));
    }

    /** What GetFunction fails with while {@code fault} is in force. */
    Throwable failureUnder(Fault fault) {
        lambda.faults().clear();
        lambda.faults().add(fault);
        return failureOf(getFunction());
    }

    static Throwable failureOf(CompletableFuture<?> future) {
        ExecutionException failed =
                Assertions.assertThrows(ExecutionException.class, () -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return Objects.requireNonNull(failed.getCause());
    }

    static <T> T valueOf(CompletableFuture<T> future) {
        return Assertions.assertDoesNotThrow(() -> future.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    Call lastCall() {
        List<Call> calls = lambda.calls().calls();
        return calls.get(calls.size() - 1);
    }

    @Override
    public void close() {
        client.close();
        http.close();
        lambda.close();
    }
}
