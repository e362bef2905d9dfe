// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import java.time.Duration;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/** What a Reactor user writes: a call, retried patiently, repeated each second until the update is over. */
final class PlainReactorPeer implements Peer {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Calls calls;

    PlainReactorPeer(Setup setup) {
        calls = new Calls(setup, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
    }

    @Override
    public Publisher<?> await(String function) {
        return calls.isUpdated(function)
                .retryWhen(Patience.retry())
                .repeatWhen(readings -> readings.delayElements(PAUSE))
                .takeUntil(updated -> updated);
    }

    @Override
    public int callsInFlight() {
        return calls.inFlight();
    }

    @Override
    public String settings() {
        return "repeatWhen 1 s after each answer; " + Patience.SETTINGS + "; a connection for each wait";
    }

    @Override
    public void close() {
        calls.close();
    }
}
