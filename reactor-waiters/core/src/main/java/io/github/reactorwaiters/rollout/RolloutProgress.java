// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout is. Immutable.
 *
 * @param total all functions
 * @param done functions that ended, failed ones included
 * @param running functions that have begun and not ended
 * @param failed functions that failed
 * @param eta how long it will take yet, from what was learned so far; null until the first function ended
 */
public record RolloutProgress(int total, int done, int running, int failed, @Nullable Duration eta) {}
