// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.model.SimulatedFunction.Provisioned;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Put/Get/Delete/ListProvisionedConcurrencyConfig. */
final class ProvisionedOperations {
    private final Fleet fleet;

    ProvisionedOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    /** A version or alias that exists. */
    private record Target(SimulatedFunction function, String qualifier) {
        @Nullable
        Provisioned provisioned() {
            return function.provisioned.get(qualifier);
        }
    }

    ApiResponse put(Call call) {
        Integer requested = Constraints.range(call.body(), "ProvisionedConcurrentExecutions", 1, Integer.MAX_VALUE);
        if (requested == null) {
            throw ApiError.missing("provisionedConcurrentExecutions");
        }
        Target target =
                target(call, "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
        SimulatedFunction function = target.function;
        SimulatedFunction.Alias alias = function.aliases.get(target.qualifier);
        if (alias != null && function.provisioned.containsKey(alias.version())) {
            throw ApiError.conflict(
                    "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
        }
        boolean pointedTo = function.aliases.values().stream()
                .anyMatch(other ->
                        other.version().equals(target.qualifier) && function.provisioned.containsKey(other.name()));
        if (pointedTo) {
            throw ApiError.conflict("Version is pointed by a Provisioned Concurrency alias");
        }
        long now = fleet.lifecycle.now();
        long takes = fleet.lifecycle.durations().drawMillis(Durations.Kind.CREATION, function.chronicle.nextEntropy());
        Provisioned provisioned = new Provisioned(requested, now, now + takes);
        function.provisioned.put(target.qualifier, provisioned);
        return Answers.of(202, Json.bytes(describe(provisioned, false)));
    }

    ApiResponse get(Call call) {
        Provisioned provisioned = target(call).provisioned();
        if (provisioned == null) {
            throw new ApiError(
                    404,
                    "ProvisionedConcurrencyConfigNotFoundException",
                    "No Provisioned Concurrency Config found for this function");
        }
        return Answers.ok(describe(provisioned, fleet.lifecycle.now() >= provisioned.readyMillis()));
    }

    ApiResponse delete(Call call) {
        Target target = target(call);
        target.function.provisioned.remove(target.qualifier);
        return Answers.noContent();
    }

    ApiResponse list(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        ObjectNode body = Json.object();
        ArrayNode configs = body.putArray("ProvisionedConcurrencyConfigs");
        function.provisioned.forEach((qualifier, provisioned) ->
                configs.add(describe(provisioned, fleet.lifecycle.now() >= provisioned.readyMillis())
                        .put("FunctionArn", fleet.names.arn(function.name, qualifier))));
        return Answers.ok(body);
    }

    private Target target(Call call) {
        return target(call, "The function resource provided must be an alias or a published version.");
    }

    private Target target(Call call, String notForLatest) {
        Ref ref = call.function();
        String qualifier = ref.qualifier();
        if (qualifier == null) {
            throw ApiError.missing("qualifier");
        }
        if (qualifier.equals(Names.LATEST)) {
            throw ApiError.invalid(notForLatest);
        }
        SimulatedFunction function = fleet.find(ref.name());
        if (function == null || function.find(qualifier) == null) {
            boolean version = qualifier.chars().allMatch(Character::isDigit);
            throw version
                    ? ApiError.functionNotFound(fleet.names.arn(ref))
                    : ApiError.notFound("Cannot find alias arn: " + fleet.names.arn(ref));
        }
        return new Target(function, qualifier);
    }

    private static ObjectNode describe(Provisioned provisioned, boolean ready) {
        int there = ready ? provisioned.requested() : 0;
        return Json.object()
                .put("RequestedProvisionedConcurrentExecutions", provisioned.requested())
                .put("AvailableProvisionedConcurrentExecutions", there)
                .put("AllocatedProvisionedConcurrentExecutions", there)
                .put("Status", ready ? "READY" : "IN_PROGRESS")
                .put("LastModified", FunctionVersion.timestamp(provisioned.sinceMillis()));
    }
}
