// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import io.github.reactorwaiters.benchmarks.baseline.PatientRetries;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.waiters.LambdaAsyncWaiter;

/**
 * A loop that updates each function and waits for it by the SDK's waiter; client and waiter with the SDK's defaults, but for what
 * is given.
 *
 * @param label its name
 * @param retries makes those of a client; null: the SDK's default
 * @param places how many functions are under way at a time; null: all
 * @param connections of the client
 * @param pause from one reading of the waiter to the next; null: the SDK's default, 1 s
 * @param paced whether each call but GetFunction waits for its turn, 15 a second
 * @param limit when it is stopped, and what is not done counts as failed
 */
record WaiterLoop(
        String label,
        @Nullable Supplier<RetryStrategy> retries,
        @Nullable Integer places,
        int connections,
        @Nullable Duration pause,
        boolean paced,
        Duration limit)
        implements Contender {
    /** The SDK's default for its Netty client. */
    private static final int FEW = 50;

    /** What keeps 15 starts a second busy, of updates that take 12 s in the mean, and some. */
    private static final int ENOUGH = 200;

    /** Of 180 that are under way, each second is more than GetFunction's quota allows. */
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** All there are: by default, and so set up that they lose none with enough functions under way. */
    static List<Contender> all(Duration limit) {
        Supplier<RetryStrategy> adaptive = AwsRetryStrategy::adaptiveRetryStrategy;
        return List.of(
                new WaiterLoop("waiter-loop", null, null, FEW, null, false, limit),
                new WaiterLoop("waiter-loop-50", null, FEW, FEW, null, false, limit),
                new WaiterLoop("adaptive-loop", adaptive, null, FEW, null, false, limit),
                new WaiterLoop("adaptive-loop-50", adaptive, FEW, FEW, null, false, limit),
                new WaiterLoop("patient-loop-200", PatientRetries::strategy, ENOUGH, ENOUGH, PAUSE, false, limit),
                new WaiterLoop(
                        "paced-loop", AwsRetryStrategy::standardRetryStrategy, null, ENOUGH, PAUSE, true, limit));
    }

    @Override
    public Ending rollOut(URI endpoint, List<String> names, byte[] zip, boolean release) {
        long start = System.nanoTime();
        AtomicInteger done = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        SdkBytes code = SdkBytes.fromByteArrayUnsafe(zip);
        try (LambdaAsyncClient client = client(endpoint);
                LambdaAsyncWaiter waiter = waiter(client)) {
            Calls calls = new Calls(client, waiter, paced ? new Turns(LeastTime.Quota.AWS.perSecond()) : null);
            Flux.fromIterable(names)
                    .flatMap(
                            name -> calls.one(name, code, release)
                                    .doOnSuccess(nothing -> done.incrementAndGet())
                                    .doOnError(error -> failed.incrementAndGet())
                                    .onErrorComplete(),
                            places != null ? places : names.size())
                    .take(limit)
                    .blockLast();
            boolean stopped = done.get() + failed.get() < names.size();
            return Ending.since(start, names.size() - done.get(), stopped);
        }
    }

    private LambdaAsyncClient client(URI endpoint) {
        return LambdaAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(connections))
                .overrideConfiguration(override -> {
                    if (retries != null) {
                        override.retryStrategy(retries.get());
                    }
                })
                .build();
    }

    private LambdaAsyncWaiter waiter(LambdaAsyncClient client) {
        LambdaAsyncWaiter.Builder builder = LambdaAsyncWaiter.builder().client(client);
        if (pause != null) {
            builder.overrideConfiguration(
                    waiting -> waiting.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(pause)));
        }
        return builder.build();
    }

    private record Calls(LambdaAsyncClient client, LambdaAsyncWaiter waiter, @Nullable Turns turns) {
        Mono<Void> one(String name, SdkBytes code, boolean release) {
            Mono<Void> updated = inTurn(Mono.fromFuture(() -> client.updateFunctionCode(
                            update -> update.functionName(name).zipFile(code))))
                    .then(Mono.fromFuture(() -> waiter.waitUntilFunctionUpdatedV2(get -> get.functionName(name))))
                    .then();
            return release
                    ? updated.then(inTurn(Mono.fromFuture(
                                    () -> client.publishVersion(publish -> publish.functionName(name)))))
                            .map(PublishVersionResponse::version)
                            .flatMap(version -> inTurn(Mono.fromFuture(() -> client.createAlias(alias ->
                                    alias.functionName(name).name(ALIAS).functionVersion(version)))))
                            .then()
                    : updated;
        }

        private <T> Mono<T> inTurn(Mono<T> call) {
            return turns == null ? call : turns.next().then(call);
        }
    }
}
