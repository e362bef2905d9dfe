// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would do to a function, as it reads now. Immutable.
 *
 * @param function its name
 * @param wave the number of its wave
 * @param steps those that change something; none if it is as wanted, or was done by an earlier run
 * @param trouble what would make it fail, or wait; null if nothing is in the way
 */
public record PlannedFunction(FunctionName function, int wave, List<RolloutStep> steps, @Nullable String trouble) {
    /** Copies {@code steps}. */
    public PlannedFunction {
        steps = List.copyOf(steps);
    }
}
