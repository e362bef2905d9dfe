// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.baseline.PatientRetries;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.lambda.waiters.LambdaAsyncWaiter;

/** The SDK's own: polls each function each second (its default) or as seldom as the quota asks for, and never gives up by itself. */
final class SdkWaiterPeer implements Peer {
    /** Of 100. */
    private static final double CALLS_PER_SECOND = 90;

    /** Starts at a rate have so many under way for each of a second: the mean update takes 12 s. */
    private static final double SECONDS_UNDER_WAY = 12;

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

    private final Calls calls;
    private final LambdaAsyncWaiter waiter;
    private final String settings;

    private SdkWaiterPeer(
            Setup setup, @Nullable Supplier<RetryStrategy> retries, @Nullable Duration pause, String how) {
        settings = "LambdaAsyncWaiter.waitUntilFunctionUpdatedV2, "
                + (pause == null ? "its 1 s" : pause.toMillis() / 1e3 + " s")
                + ", no limit of attempts, a connection for each wait; " + how;
        calls = new Calls(setup, override -> {
            if (retries != null) {
                override.retryStrategy(retries.get());
            }
        });
        waiter = LambdaAsyncWaiter.builder()
                .client(calls.client())
                .overrideConfiguration(waiting -> {
                    waiting.maxAttempts(Integer.MAX_VALUE);
                    if (pause != null) {
                        waiting.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(pause));
                    }
                })
                .build();
    }

    /** With the SDK's default retries. */
    static SdkWaiterPeer byDefault(Setup setup) {
        return new SdkWaiterPeer(setup, null, null, "the SDK's default retries");
    }

    /** With its adaptive ones. */
    static SdkWaiterPeer adaptive(Setup setup) {
        return new SdkWaiterPeer(setup, AwsRetryStrategy::adaptiveRetryStrategy, null, "RetryMode.ADAPTIVE_V2");
    }

    /** Set up by somebody who knows the quota and how long updates take. */
    static SdkWaiterPeer patient(Setup setup) {
        return new SdkWaiterPeer(setup, PatientRetries::strategy, pause(setup.cell()), PatientRetries.SETTINGS);
    }

    /** So seldom each is polled that all who wait at a time stay within the quota. */
    static Duration pause(Cell cell) {
        double atATime = Math.min(cell.functions(), cell.startsPerSecond() * SECONDS_UNDER_WAY / cell.hurry());
        Duration pause = Duration.ofMillis((long) Math.ceil(1_000 * atATime / CALLS_PER_SECOND));
        return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
    }

    @Override
    public Publisher<?> await(String function) {
        return Mono.fromFuture(() -> waiter.waitUntilFunctionUpdatedV2(request -> request.functionName(function)));
    }

    @Override
    public int callsInFlight() {
        return calls.inFlight();
    }

    @Override
    public String settings() {
        return settings;
    }

    @Override
    public void close() {
        waiter.close();
        calls.close();
    }
}
