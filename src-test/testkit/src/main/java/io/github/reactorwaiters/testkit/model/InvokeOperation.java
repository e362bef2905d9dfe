// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.model.SimulatedFunction.Alias;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;

/** Invoke: answers with the payload it got; revives an Inactive function by failing once. */
final class InvokeOperation {
    private final Fleet fleet;

    InvokeOperation(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse invoke(Call call) {
        Ref ref = call.function();
        FunctionVersion version = fleet.requireVersion(ref);
        Alias alias = ref.qualifier() == null ? null : version.owner.aliases.get(ref.qualifier());
        if (alias != null) {
            version = route(version, alias);
        }
        requireInvocable(version);
        String type = call.request.headers().getOrDefault("x-amz-invocation-type", "RequestResponse");
        Map<String, String> headers = Map.of("X-Amz-Executed-Version", version.number);
        return switch (type) {
            case "DryRun" -> new ApiResponse(204, headers, new byte[0]);
            case "Event" -> new ApiResponse(202, headers, new byte[0]);
            default -> new ApiResponse(200, headers, echo(call.request.body()));
        };
    }

    /** Refuses unless the version is Active; an Inactive one begins to come back. */
    void requireInvocable(FunctionVersion version) {
        if (version.state.is("Inactive")) {
            fleet.lifecycle.restore(version.owner);
            throw version.settings.inVpc()
                    ? new ApiError(
                            502,
                            "ResourceNotReadyException",
                            "The function is inactive and its VPC connection is no longer available. Wait for the VPC "
                                    + "connection to reestablish and try again.")
                    : new ApiError(
                            409,
                            "CodeArtifactUserPendingException",
                            "Lambda is initializing your function. It will be ready to invoke shortly.");
        }
        if (version.state.value() != null && !version.state.is("Active")) {
            throw Lifecycle.notNow(version);
        }
    }

    /** The version that this invocation of the alias runs, by weight. */
    private static FunctionVersion route(FunctionVersion main, Alias alias) {
        for (Map.Entry<String, Double> other : alias.weights().entrySet()) {
            FunctionVersion weighted = main.owner.published(other.getKey());
            if (weighted != null
                    && new SplittableRandom(main.owner.chronicle.nextEntropy()).nextDouble() < other.getValue()) {
                return weighted;
            }
        }
        return main;
    }

    private static byte[] echo(byte[] payload) {
        return payload.length == 0 ? "null".getBytes(StandardCharsets.US_ASCII) : payload;
    }
}
