// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import org.jspecify.annotations.Nullable;

/**
 * A function as a rollout left it, for the caller's verification. Immutable.
 *
 * @param function its name
 * @param alias the alias that was shifted, null if none was wanted
 * @param oldVersion the version that it pointed to before, null if there was none
 * @param newVersion the version that was published, null if none was
 * @param codeSha256 its code, null if the service did not tell
 */
public record Deployed(
        FunctionName function,
        @Nullable String alias,
        @Nullable String oldVersion,
        @Nullable String newVersion,
        @Nullable String codeSha256) {}
