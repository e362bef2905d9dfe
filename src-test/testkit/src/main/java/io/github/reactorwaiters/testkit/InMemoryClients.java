// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit;

import java.net.URI;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** Makes SDK clients that depend on nothing outside the test: no thread, no profile file, no environment. */
final class InMemoryClients {
    private final SdkAsyncHttpClient http;
    private final ScheduledExecutorService timers;
    private final Region region;

    InMemoryClients(SdkAsyncHttpClient http, ScheduledExecutorService timers, String region) {
        this.http = http;
        this.timers = timers;
        this.region = Region.of(region);
    }

    LambdaAsyncClient make(Consumer<LambdaAsyncClientBuilder> customizer) {
        LambdaAsyncClientBuilder builder = LambdaAsyncClient.builder()
                .httpClient(http)
                .region(region)
                .endpointOverride(URI.create("https://lambda." + region.id() + ".amazonaws.com"))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDSIMULATED", "secret")))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .scheduledExecutorService(timers)
                        .defaultProfileFile(ProfileFile.aggregator().build())
                        .build());
        customizer.accept(builder);
        return builder.build();
    }
}
