// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/**
 * What a rollout makes of a function: other code, another configuration, or both. Immutable; use one for all functions
 * that get the same.
 *
 * @param code the code; null: it stays
 * @param configuration the members of the configuration that are to have new values, the rest being null; null: all stay
 * @param previousCode what a function without an alias gets back by a rollback; null: its previous image if it runs
 *     one, else it keeps the new code
 */
public record FunctionChange(
        @Nullable CodeSource code,
        @Nullable UpdateFunctionConfigurationRequest configuration,
        @Nullable CodeSource previousCode) {

    /** Rejects a change of nothing, and a configuration that names a function or a revision. */
    public FunctionChange {
        if (code == null && configuration == null) {
            throw new IllegalArgumentException("a change must have code or configuration");
        }
        if (configuration != null && (configuration.functionName() != null || configuration.revisionId() != null)) {
            throw new IllegalArgumentException("configuration must name neither function nor revision: "
                    + configuration.functionName() + ", " + configuration.revisionId());
        }
        if (configuration != null
                && configuration.sdkFields().stream()
                        .allMatch(member -> ConfigurationMatch.given(member, configuration) == null)) {
            throw new IllegalArgumentException("configuration must set at least one member");
        }
    }

    /** Other code. */
    public static FunctionChange ofCode(CodeSource code) {
        return new FunctionChange(code, null, null);
    }

    /** Other values of some members of the configuration, such as {@code c -> c.memorySize(512)}. */
    public static FunctionChange ofConfiguration(Consumer<UpdateFunctionConfigurationRequest.Builder> members) {
        Objects.requireNonNull(members, "members");
        return new FunctionChange(null, request(members), null);
    }

    /** The same with other values of some members of the configuration. */
    public FunctionChange withConfiguration(Consumer<UpdateFunctionConfigurationRequest.Builder> members) {
        Objects.requireNonNull(members, "members");
        return new FunctionChange(code, request(members), previousCode);
    }

    /** The same with the code that a function without an alias gets back by a rollback. */
    public FunctionChange withPreviousCode(CodeSource previous) {
        Objects.requireNonNull(previous, "previous");
        return new FunctionChange(code, configuration, previous);
    }

    /** Tells changes apart in a journal. Values of environment variables show as a hash only. */
    String fingerprint() {
        return (code == null ? "" : code.toString())
                + (configuration == null ? "" : " configuration " + Integer.toHexString(configuration.hashCode()));
    }

    private static UpdateFunctionConfigurationRequest request(
            Consumer<UpdateFunctionConfigurationRequest.Builder> members) {
        return UpdateFunctionConfigurationRequest.builder()
                .applyMutation(members)
                .build();
    }
}
