// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout ended. Immutable.
 *
 * @param results of every function, in the order of the targets
 * @param halt why it went no further; null if it went to its end
 * @param elapsed from its start to its end
 */
public record RolloutSummary(List<FunctionResult> results, @Nullable Halt halt, Duration elapsed) {
    /** Copies {@code results}. */
    public RolloutSummary {
        results = List.copyOf(results);
    }

    /** How many functions had that outcome. */
    public int count(FunctionOutcome outcome) {
        return (int)
                results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** Whether it went to its end and every function is as wanted. */
    public boolean isComplete() {
        return halt == null
                && results.stream()
                        .allMatch(result -> result.outcome() == FunctionOutcome.UPDATED
                                || result.outcome() == FunctionOutcome.UNCHANGED);
    }

    /** The longest time that a function spent in {@code step}; zero if none entered it. */
    public Duration longest(RolloutStep step) {
        return results.stream()
                .map(result -> result.timeSpent().getOrDefault(step, Duration.ZERO))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}
