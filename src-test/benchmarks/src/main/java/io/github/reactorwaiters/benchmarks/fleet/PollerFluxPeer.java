// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import com.azure.core.util.polling.LongRunningOperationStatus;
import com.azure.core.util.polling.PollResponse;
import com.azure.core.util.polling.PollerFlux;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/** Azure's poller of long-running operations, around GetFunction. */
final class PollerFluxPeer implements Peer {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Calls calls;

    PollerFluxPeer(Setup setup) {
        calls = new Calls(setup, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    @Override
    public Publisher<?> await(String function) {
        return new PollerFlux<String, String>(
                        INTERVAL,
                        context -> Mono.just(function),
                        context -> poll(function),
                        (context, activation) -> Mono.error(new UnsupportedOperationException("no cancellation")),
                        context -> Mono.just(function))
                .takeUntil(response -> response.getStatus().isComplete());
    }

    private Mono<PollResponse<String>> poll(String function) {
        return calls.isUpdated(function)
                .retryWhen(Patience.retry())
                .map(updated -> new PollResponse<>(
                        updated
                                ? LongRunningOperationStatus.SUCCESSFULLY_COMPLETED
                                : LongRunningOperationStatus.IN_PROGRESS,
                        function));
    }

    @Override
    public int callsInFlight() {
        return calls.inFlight();
    }

    @Override
    public String settings() {
        return "azure-core PollerFlux, interval 1 s; " + Patience.SETTINGS + "; a connection for each wait";
    }

    @Override
    public void close() {
        calls.close();
    }
}
