// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.baseline.Readings;
import java.time.Duration;
import reactor.util.retry.Retry;

/** How a patient user retries throttled calls with Reactor: for ever, 0.5 s to 20 s apart, half of it at random. */
final class Patience {
    static final String SETTINGS = "Retry.backoff 0.5-20 s, jitter 0.5, for ever, the SDK's own retries off";

    private Patience() {}

    static Retry retry() {
        return Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(500))
                .maxBackoff(Duration.ofSeconds(20))
                .jitter(0.5)
                .filter(Readings::isThrottling);
    }
}
