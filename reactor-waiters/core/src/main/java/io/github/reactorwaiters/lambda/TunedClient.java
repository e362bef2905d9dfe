// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** A client as polling wants it: one event loop, completion on it, no retries, no timers of its own. */
record TunedClient(LambdaAsyncClient client, SdkAsyncHttpClient http, ClientEventLoop loop) implements Disposable {
    /**
     * {@code guard} comes before the interceptors that {@code options} sets; retries that it sets are left out, since no call of ours
     * is to have any.
     */
    static TunedClient build(
            int maxConcurrency, Consumer<? super LambdaAsyncClientBuilder> options, ExecutionInterceptor guard) {
        ClientEventLoop loop = new ClientEventLoop();
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(loop.group())
                .useNonBlockingDnsResolver(ClientEventLoop.resolvesNames())
                .maxConcurrency(maxConcurrency)
                .connectionTimeout(Duration.ofSeconds(5))
                .connectionMaxIdleTime(Duration.ofSeconds(50))
                .tcpKeepAlive(true)
                // Each call has a time limit already, which may be longer than the SDK's 30 s.
                .readTimeout(Duration.ZERO)
                .build();
        try {
            LambdaAsyncClientBuilder builder = LambdaAsyncClient.builder()
                    .httpClient(http)
                    .asyncConfiguration(async -> async.advancedOption(
                            SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
            options.accept(builder);
            ClientOverrideConfiguration chosen = builder.overrideConfiguration();
            List<ExecutionInterceptor> interceptors = new ArrayList<>(List.of(guard));
            interceptors.addAll(chosen.executionInterceptors());
            // After the options, which may well have replaced what was set before.
            builder.overrideConfiguration(chosen.toBuilder()
                    .executionInterceptors(interceptors)
                    .retryStrategy(AwsRetryStrategy.doNotRetry())
                    .build());
            return new TunedClient(builder.build(), http, loop);
        } catch (RuntimeException unusable) {
            http.close();
            loop.dispose();
            throw saysNoRegion(unusable) ? noRegion(unusable) : unusable;
        }
    }

    /** The SDK has no type for it. */
    private static boolean saysNoRegion(RuntimeException unusable) {
        String message = unusable.getMessage();
        return unusable instanceof SdkClientException && message != null && message.startsWith("Unable to load region");
    }

    private static IllegalStateException noRegion(RuntimeException cause) {
        return new IllegalStateException(
                "no region: set it with client(options -> options.region(..)), the environment variable AWS_REGION, the"
                        + " system property aws.region, or in a profile",
                cause);
    }

    /** Does not wait: the SDK's client would, for its event loop, for two seconds and more. */
    @Override
    public void dispose() {
        Schedulers.boundedElastic().schedule(() -> {
            client.close();
            http.close();
            loop.dispose();
        });
    }
}
