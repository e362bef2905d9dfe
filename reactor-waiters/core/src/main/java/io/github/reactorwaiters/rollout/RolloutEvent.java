// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Instant;

/** Something happened in a rollout. Immutable. */
public sealed interface RolloutEvent {
    /** When. */
    Instant at();

    /** How far the rollout is after it. */
    RolloutProgress progress();

    /**
     * A wave begins.
     *
     * @param waves how many waves there are
     */
    record WaveStarted(Instant at, RolloutProgress progress, Wave wave, int waves) implements RolloutEvent {}

    /** A function enters a step. */
    record StepStarted(Instant at, RolloutProgress progress, FunctionName function, int wave, RolloutStep step)
            implements RolloutEvent {}

    /** A function ended; by a rollback it may end a second time. */
    record FunctionEnded(Instant at, RolloutProgress progress, FunctionResult result) implements RolloutEvent {}

    /** All functions of a wave ended; if there is a next one, the bake time begins. */
    record WaveEnded(Instant at, RolloutProgress progress, Wave wave, int waves) implements RolloutEvent {}

    /** No further function is begun. */
    record Halted(Instant at, RolloutProgress progress, Halt halt) implements RolloutEvent {}

    /** The last event: nothing is in flight. */
    record Ended(Instant at, RolloutProgress progress, RolloutSummary summary) implements RolloutEvent {}
}
