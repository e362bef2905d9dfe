// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Waits for what is to become true in real time. */
final class Eventually {
    private Eventually() {}

    /** Runs {@code assertion} until it passes; after {@code patience} it fails as the assertion does. Returns how long it took. */
    static Duration within(Duration patience, ThrowingCallable assertion) {
        long start = System.nanoTime();
        while (true) {
            try {
                assertion.call();
                return Duration.ofNanos(System.nanoTime() - start);
            } catch (Throwable notYet) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw notYet instanceof AssertionError error ? error : new AssertionError(notYet);
                }
            }
            pause(Duration.ofMillis(20));
        }
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
