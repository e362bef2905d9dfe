// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;

/** Reads of what no function here has: event invoke configuration, function URL, code signing. */
final class AbsentOperations {
    private final Fleet fleet;

    AbsentOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse eventInvokeConfig(Call call) {
        Ref ref = call.function();
        String qualifier = ref.qualifier() == null ? Names.LATEST : ref.qualifier();
        throw ApiError.notFound(
                "The function " + fleet.names.arn(ref.name(), qualifier) + " doesn't have an EventInvokeConfig");
    }

    ApiResponse urlConfig(Call call) {
        call.function();
        throw ApiError.notFound("The resource you requested does not exist.");
    }

    ApiResponse codeSigningConfig(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        return Answers.ok(Json.object().put("CodeSigningConfigArn", "").put("FunctionName", function.name));
    }
}
