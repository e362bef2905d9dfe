// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import reactor.core.scheduler.Schedulers;

/** Ends what a command used. */
final class Closing {
    private Closing() {}

    /** Closes on a daemon thread: an SDK client waits seconds for its event loop, and the user should not. */
    static void later(AutoCloseable resource) {
        Schedulers.boundedElastic().schedule(() -> {
            try {
                resource.close();
            } catch (Exception ended) {
                // The command is over, and has said what there was to say.
            }
        });
    }
}
