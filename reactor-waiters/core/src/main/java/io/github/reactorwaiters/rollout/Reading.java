// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * A function as it was read. Immutable.
 *
 * @param latest its {@code $LATEST}
 * @param image its image, by digest where the service tells it; null if it runs a zip package
 * @param alias the version that the alias points to; null if there is no such alias, or none is wanted
 */
record Reading(FunctionConfiguration latest, @Nullable String image, @Nullable FunctionConfiguration alias) {
    /** Whether an update may begin now. */
    boolean isUpdatable() {
        String state = latest.stateAsString();
        boolean settled = state == null || state.equals("Active") || state.equals("Inactive");
        return settled && !"InProgress".equals(latest.lastUpdateStatusAsString());
    }

    @Nullable
    String codeSha256() {
        return latest.codeSha256();
    }

    /** The number of the alias's version, null if there is none. */
    @Nullable
    String aliasVersion() {
        return alias == null ? null : alias.version();
    }
}
