// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key of a test shows.
 *
 * @param revision another with every change
 * @param changedAt when it was last changed, as the service tells
 */
record Reading(Phase phase, String revision, @Nullable Instant changedAt, boolean absent) {
    static final Reading ABSENT = new Reading(Phase.SETTLED, "", null, true);

    static Reading running(String revision, @Nullable Instant changedAt) {
        return new Reading(Phase.RUNNING, revision, changedAt, false);
    }

    static Reading settled(String revision, @Nullable Instant changedAt) {
        return new Reading(Phase.SETTLED, revision, changedAt, false);
    }

    static Reading unreadable() {
        return new Reading(Phase.UNREADABLE, "", null, false);
    }
}
