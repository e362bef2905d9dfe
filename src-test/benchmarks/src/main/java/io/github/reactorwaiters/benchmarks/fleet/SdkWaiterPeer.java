// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.lambda.waiters.LambdaAsyncWaiter;

/** The SDK's own: polls each function each second (its default), and never gives up by itself. */
final class SdkWaiterPeer implements Peer {
    private final boolean adaptive;
    private final Calls calls;
    private final LambdaAsyncWaiter waiter;

    SdkWaiterPeer(Setup setup, boolean adaptive) {
        this.adaptive = adaptive;
        calls = new Calls(setup, override -> {
            if (adaptive) {
                override.retryStrategy(RetryMode.ADAPTIVE_V2);
            }
        });
        waiter = LambdaAsyncWaiter.builder()
                .client(calls.client())
                .overrideConfiguration(waiting -> waiting.maxAttempts(Integer.MAX_VALUE))
                .build();
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
        return "LambdaAsyncWaiter.waitUntilFunctionUpdatedV2, its 1 s, no limit of attempts, a connection for each wait; "
                + (adaptive ? "RetryMode.ADAPTIVE_V2" : "the SDK's default retries");
    }

    @Override
    public void close() {
        waiter.close();
        calls.close();
    }
}
