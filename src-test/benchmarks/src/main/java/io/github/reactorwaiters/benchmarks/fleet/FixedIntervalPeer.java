// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.baseline.FixedInterval;
import io.github.reactorwaiters.budget.ApiBudget;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;

/** The simplest poller inside our own budget, on the SDK's default client or on one tuned as ours is. */
final class FixedIntervalPeer implements Peer {
    private final Calls calls;
    private final FixedInterval poller;
    private final double share;

    private final boolean tuned;

    FixedIntervalPeer(Setup setup, boolean tuned) {
        this.tuned = tuned;
        calls = new Calls(setup, override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()), tuned);
        share = setup.cell().share();
        poller = new FixedInterval(calls::isUpdated, ApiBudget.ofShare(share));
    }

    @Override
    public Publisher<?> await(String function) {
        return poller.await(function);
    }

    @Override
    public int callsInFlight() {
        return calls.inFlight();
    }

    @Override
    public String settings() {
        return "GetFunction each 1 s within our PermitPool, work-conserving; budget share " + share
                + (tuned ? "; one event loop, which completes the calls, too" : "");
    }

    @Override
    public void close() {
        poller.dispose();
        calls.close();
    }
}
