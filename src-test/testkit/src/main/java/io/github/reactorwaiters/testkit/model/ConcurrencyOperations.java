// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import tools.jackson.databind.node.ObjectNode;

/** Put/Get/DeleteFunctionConcurrency and GetAccountSettings. */
final class ConcurrencyOperations {
    private static final int ACCOUNT_LIMIT = 1_000;
    private static final int LEAST_UNRESERVED = 100;

    private final Fleet fleet;

    ConcurrencyOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse put(Call call) {
        Ref ref = call.function();
        if (ref.qualifier() != null) {
            throw ApiError.invalid("This operation is permitted on Lambda functions only. Aliases and versions do not "
                    + "support this operation. Please specify either a function name or an unqualified function ARN.");
        }
        SimulatedFunction function = fleet.find(ref.name());
        if (function == null) {
            throw ApiError.functionNotFound(fleet.names.arn(ref.name(), Names.LATEST));
        }
        Integer reserved = Constraints.range(call.body(), "ReservedConcurrentExecutions", 0, Integer.MAX_VALUE);
        if (reserved == null) {
            throw ApiError.missing("reservedConcurrentExecutions");
        }
        int before = function.reservedConcurrency == null ? 0 : function.reservedConcurrency;
        if ((long) unreserved() + before - reserved < LEAST_UNRESERVED) {
            throw ApiError.invalid("Specified ReservedConcurrentExecutions for function decreases account's "
                    + "UnreservedConcurrentExecution below its minimum value of [" + LEAST_UNRESERVED + "].");
        }
        function.reservedConcurrency = reserved;
        function.forgetAnswers();
        return Answers.ok(Json.object().put("ReservedConcurrentExecutions", reserved));
    }

    ApiResponse get(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        ObjectNode body = Json.object();
        return Answers.ok(
                function.reservedConcurrency == null
                        ? body
                        : body.put("ReservedConcurrentExecutions", function.reservedConcurrency));
    }

    ApiResponse delete(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        function.reservedConcurrency = null;
        function.forgetAnswers();
        return Answers.noContent();
    }

    ApiResponse accountSettings() {
        ObjectNode body = Json.object();
        body.putObject("AccountLimit")
                .put("TotalCodeSize", 80_530_636_800L)
                .put("CodeSizeUnzipped", 262_144_000)
                .put("CodeSizeZipped", 52_428_800)
                .put("ConcurrentExecutions", ACCOUNT_LIMIT)
                .put("UnreservedConcurrentExecutions", unreserved());
        long codeSize = fleet.all().stream()
                .mapToLong(function -> function.latest.settings.code().size())
                .sum();
        body.putObject("AccountUsage")
                .put("TotalCodeSize", codeSize)
                .put("FunctionCount", fleet.all().size());
        return Answers.ok(body);
    }

    private int unreserved() {
        return ACCOUNT_LIMIT
                - fleet.all().stream()
                        .mapToInt(function -> function.reservedConcurrency == null ? 0 : function.reservedConcurrency)
                        .sum();
    }
}
