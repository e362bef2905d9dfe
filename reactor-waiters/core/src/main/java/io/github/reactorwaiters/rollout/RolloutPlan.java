// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.time.Duration;
import java.util.List;

/**
 * What a rollout would do: a dry run. Immutable.
 *
 * @param waves in their order; none if there are no targets
 * @param functions in the order of the targets
 * @param controlPlaneCalls calls that change something
 * @param getFunctionCalls readings and, at the least, one poll for each wait
 * @param leastTime how long the budget lets it take at least, bake times included; the functions' own time comes on top
 */
public record RolloutPlan(
        List<Wave> waves,
        List<PlannedFunction> functions,
        long controlPlaneCalls,
        long getFunctionCalls,
        Duration leastTime) {

    /** Copies the lists. */
    public RolloutPlan {
        waves = List.copyOf(waves);
        functions = List.copyOf(functions);
    }

    /** How many functions need no call that changes something. */
    public int unchanged() {
        return (int) functions.stream()
                .filter(function -> function.steps().isEmpty() && function.trouble() == null)
                .count();
    }
}
