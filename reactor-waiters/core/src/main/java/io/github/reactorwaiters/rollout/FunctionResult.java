// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a function fared. Immutable.
 *
 * @param function its name
 * @param wave the number of its wave
 * @param outcome what became of it
 * @param step the last step that it entered; of a failure, the one that failed; null if it entered none
 * @param oldVersion the version that the alias pointed to before; null without alias
 * @param newVersion the version that was published; null if none was
 * @param codeSha256 its code now, as far as known
 * @param timeSpent per step
 * @param reason why it failed or was stopped; null if it was not
 * @param reasonCode the same as a code: Lambda's reason code or error code, or CONCURRENT_CHANGE; null if there is none
 */
public record FunctionResult(
        FunctionName function,
        int wave,
        FunctionOutcome outcome,
        @Nullable RolloutStep step,
        @Nullable String oldVersion,
        @Nullable String newVersion,
        @Nullable String codeSha256,
        Map<RolloutStep, Duration> timeSpent,
        @Nullable String reason,
        @Nullable String reasonCode) {

    /** Copies {@code timeSpent}. */
    public FunctionResult {
        EnumMap<RolloutStep, Duration> copy = new EnumMap<>(RolloutStep.class);
        copy.putAll(timeSpent);
        timeSpent = Collections.unmodifiableMap(copy);
    }
}
