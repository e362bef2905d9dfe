// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.time.Duration;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** A client as polling wants it: one event-loop thread, completion on it, no retries, no timers of its own. */
record TunedClient(LambdaAsyncClient client, SdkAsyncHttpClient http) implements AutoCloseable {
    private static final int EVENT_LOOP_THREADS = 1;

    static TunedClient build(int maxConcurrency, Consumer<? super LambdaAsyncClientBuilder> options) {
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(EVENT_LOOP_THREADS))
                .maxConcurrency(maxConcurrency)
                .connectionTimeout(Duration.ofSeconds(5))
                .connectionMaxIdleTime(Duration.ofSeconds(50))
                .tcpKeepAlive(true)
                .build();
        try {
            LambdaAsyncClientBuilder builder = LambdaAsyncClient.builder()
                    .httpClient(http)
                    .asyncConfiguration(async -> async.advancedOption(
                            SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                    .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
            options.accept(builder);
            return new TunedClient(builder.build(), http);
        } catch (RuntimeException unusable) {
            http.close();
            throw unusable;
        }
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }
}
