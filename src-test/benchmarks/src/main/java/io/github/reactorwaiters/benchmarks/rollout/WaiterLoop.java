// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.waiters.LambdaAsyncWaiter;

/**
 * A loop that updates each function and waits for it by the SDK's waiter; client and waiter with the SDK's defaults, but
 * for the retry mode.
 *
 * @param adaptive whether the client retries in its adaptive mode
 * @param fewAtATime whether only as many functions are under way as the client has connections, instead of all
 * @param limit when it is stopped, and what is not done counts as failed
 */
record WaiterLoop(boolean adaptive, boolean fewAtATime, Duration limit) implements Contender {
    /** The SDK's default for its Netty client. */
    private static final int CONNECTIONS = 50;

    @Override
    public String label() {
        return (adaptive ? "adaptive-loop" : "waiter-loop") + (fewAtATime ? "-" + CONNECTIONS : "");
    }

    @Override
    public int rollOut(URI endpoint, List<String> names, byte[] zip, boolean release) {
        LambdaAsyncClientBuilder builder = LambdaAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")));
        if (adaptive) {
            builder.overrideConfiguration(override -> override.retryStrategy(RetryMode.ADAPTIVE_V2));
        }
        AtomicInteger done = new AtomicInteger();
        SdkBytes code = SdkBytes.fromByteArrayUnsafe(zip);
        try (LambdaAsyncClient client = builder.build();
                LambdaAsyncWaiter waiter =
                        LambdaAsyncWaiter.builder().client(client).build()) {
            Flux.fromIterable(names)
                    .flatMap(
                            name -> one(client, waiter, name, code, release)
                                    .doOnSuccess(nothing -> done.incrementAndGet())
                                    .onErrorComplete(),
                            fewAtATime ? CONNECTIONS : names.size())
                    .take(limit)
                    .blockLast();
        }
        return names.size() - done.get();
    }

    private static Mono<Void> one(
            LambdaAsyncClient client, LambdaAsyncWaiter waiter, String name, SdkBytes code, boolean release) {
        Mono<Void> updated = Mono.fromFuture(() -> client.updateFunctionCode(
                        update -> update.functionName(name).zipFile(code)))
                .then(Mono.fromFuture(() -> waiter.waitUntilFunctionUpdatedV2(get -> get.functionName(name))))
                .then();
        return release
                ? updated.then(Mono.fromFuture(() -> client.publishVersion(publish -> publish.functionName(name))))
                        .map(PublishVersionResponse::version)
                        .flatMap(version -> Mono.fromFuture(() -> client.createAlias(
                                alias -> alias.functionName(name).name(ALIAS).functionVersion(version))))
                        .then()
                : updated;
    }
}
