// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The wish to end, by Ctrl-C or SIGTERM. Thread-safe. */
final class StopSignal {
    private static final long GRACE_MILLIS = 700;

    private final Sinks.Empty<Void> wish = Sinks.empty();
    private final CountDownLatch end = new CountDownLatch(1);

    /** Completes when the command is to end. */
    Mono<Void> asMono() {
        return wish.asMono();
    }

    /** Says that the command has ended. */
    void ended() {
        end.countDown();
    }

    /** Asks the command to end, and gives it a moment for its last words. Called by the shutdown hook. */
    void stopAndAwaitEnd() {
        wish.tryEmitEmpty();
        try {
            if (!end.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                System.err.println("lambda-watch: stopped");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
