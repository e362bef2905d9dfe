// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.net.URI;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/**
 * A client and a watcher, unless the application has its own. Credentials and region come from the beans
 * {@code AwsCredentialsProvider} and {@code AwsRegionProvider} if there are any, as Spring Cloud AWS makes them.
 */
@AutoConfiguration(
        afterName = {
            "io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration",
            "io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration",
        })
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(ReactorWaitersProperties.class)
public class ReactorWaitersAutoConfiguration {
    /** The client, made without a call: who has no credentials sees it in the watcher's health. */
    @Bean
    @ConditionalOnMissingBean
    public LambdaAsyncClient lambdaAsyncClient(
            ReactorWaitersProperties properties,
            ObjectProvider<AwsCredentialsProvider> credentials,
            ObjectProvider<AwsRegionProvider> regions) {
        LambdaAsyncClientBuilder client = LambdaAsyncClient.builder();
        String region = properties.region();
        if (region != null) {
            client.region(Region.of(region));
        } else {
            regions.ifUnique(provider -> client.region(provider.getRegion()));
        }
        URI endpoint = properties.endpoint();
        if (endpoint != null) {
            client.endpointOverride(endpoint);
        }
        credentials.ifUnique(client::credentialsProvider);
        try {
            return client.build();
        } catch (SdkClientException refused) {
            throw new IllegalStateException(
                    "no Lambda client can be made; is there a region? Set reactor-waiters.region or AWS_REGION",
                    refused);
        }
    }

    /** The watcher over that client, unless there are several of which none is primary. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnSingleCandidate(LambdaAsyncClient.class)
    public FunctionWatcher functionWatcher(LambdaAsyncClient client, ReactorWaitersProperties properties) {
        return FunctionWatcher.builder(client)
                .budgetShare(properties.budgetShare())
                .maxConcurrency(properties.maxConcurrency())
                .callTimeout(properties.callTimeout())
                .awaitTimeout(properties.awaitTimeout())
                .strict(properties.strict())
                .build();
    }
}
