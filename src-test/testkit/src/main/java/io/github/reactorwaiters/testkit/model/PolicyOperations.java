// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** AddPermission, GetPolicy, RemovePermission: they change the function's RevisionId, and no more is made of them. */
final class PolicyOperations {
    private final Fleet fleet;

    PolicyOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse add(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        requireRevision(function, call.text("RevisionId"));
        String id = call.text("StatementId");
        String action = call.text("Action");
        String principal = call.text("Principal");
        if (id == null || action == null || principal == null) {
            throw ApiError.missing(id == null ? "statementId" : action == null ? "action" : "principal");
        }
        if (function.policy.containsKey(id)) {
            throw ApiError.conflict("The statement id (" + id
                    + ") provided already exists. Please provide a new statement id, or remove "
                    + "the existing statement.");
        }
        ObjectNode statement = Json.object().put("Sid", id).put("Effect", "Allow");
        statement.putObject("Principal").put("Service", principal);
        statement.put("Action", action).put("Resource", fleet.names.arn(function.name));
        function.policy.put(id, statement);
        revise(function);
        return Answers.of(201, Json.bytes(Json.object().put("Statement", text(statement))));
    }

    ApiResponse get(Call call) {
        SimulatedFunction function = require(call.function());
        ObjectNode policy = Json.object().put("Version", "2012-10-17").put("Id", "default");
        ArrayNode statements = policy.putArray("Statement");
        function.policy.values().forEach(statements::add);
        return Answers.ok(Json.object().put("Policy", text(policy)).put("RevisionId", function.latest.revisionId));
    }

    ApiResponse remove(Call call) {
        SimulatedFunction function = require(call.function());
        requireRevision(function, call.request.query("RevisionId"));
        if (function.policy.remove(call.arguments.get(1)) == null) {
            throw ApiError.notFound("Statement " + call.arguments.get(1) + " is not found in resource policy.");
        }
        revise(function);
        return Answers.noContent();
    }

    private SimulatedFunction require(Ref ref) {
        SimulatedFunction function = fleet.require(ref);
        if (function.policy.isEmpty()) {
            throw ApiError.notFound("The resource you requested does not exist.");
        }
        return function;
    }

    private static void requireRevision(SimulatedFunction function, @Nullable String revision) {
        if (revision != null && !revision.equals(function.latest.revisionId)) {
            throw ApiError.staleRevision("GetPolicy");
        }
    }

    private void revise(SimulatedFunction function) {
        function.latest.changed(fleet.lifecycle.now(), Transition.Kind.REVISED);
    }

    private static String text(ObjectNode node) {
        return new String(Json.bytes(node), StandardCharsets.UTF_8);
    }
}
