// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Waits for what another thread is about to do. */
final class Awaiting {
    private Awaiting() {}

    static void until(BooleanSupplier condition) {
        StepVerifier.create(Flux.interval(Duration.ZERO, Duration.ofMillis(5))
                        .skipUntil(tick -> condition.getAsBoolean())
                        .take(1))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(20));
    }
}
