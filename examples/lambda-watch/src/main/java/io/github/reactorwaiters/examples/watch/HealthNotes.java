// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.WatcherHealth;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Notes a watcher's health when it changes. Not thread-safe. */
final class HealthNotes {
    private final Terminal terminal;
    private WatcherHealth.@Nullable Status reported;

    HealthNotes(Terminal terminal) {
        this.terminal = terminal;
    }

    void tell(WatcherHealth health) {
        if (health.status() == reported) {
            return;
        }
        Throwable cause = health.cause();
        if (reported != null || cause != null) {
            terminal.note(health.status().name().toLowerCase(Locale.ROOT)
                    + (cause == null ? "" : ": " + Failures.message(cause)));
        }
        reported = health.status();
    }
}
