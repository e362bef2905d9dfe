// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.util.Objects;

/**
 * A function and what is to become of it. Immutable.
 *
 * @param function without a qualifier: versions cannot be changed
 * @param change what is to become of it
 */
public record Target(FunctionName function, FunctionChange change) {
    /** Rejects a qualified name. */
    public Target {
        Objects.requireNonNull(change, "change");
        if (function.qualifier() != null) {
            throw new IllegalArgumentException("target must have no qualifier: " + function);
        }
    }
}
