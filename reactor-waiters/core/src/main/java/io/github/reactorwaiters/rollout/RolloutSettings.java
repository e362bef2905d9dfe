// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.List;
import org.reactivestreams.Publisher;

/**
 * What a rollout is to do. Immutable.
 *
 * @param watcher reads, waits and calls
 * @param targets the functions, in the order in which they are begun
 * @param release what follows an update
 * @param hooks the caller's checks
 * @param waves how many functions are done after each wave
 * @param bake between two waves
 * @param maxFailures more than these halt it
 * @param haltOn its first signal halts it
 * @param rollsBack whether a halt is followed by a rollback
 * @param journal keeps what was done
 * @param callTimeout of one call that changes something
 */
record RolloutSettings(
        FunctionWatcher watcher,
        Publisher<Target> targets,
        Release release,
        Hooks hooks,
        List<Portion> waves,
        Duration bake,
        Portion maxFailures,
        Publisher<?> haltOn,
        boolean rollsBack,
        RolloutJournal journal,
        Duration callTimeout) {

    /** Tells what {@code target} is to become, and where, apart from other such in a journal. */
    String fingerprint(Target target) {
        return target.change().fingerprint() + release.fingerprint() + " in "
                + watcher.controlPlane().region();
    }
}
