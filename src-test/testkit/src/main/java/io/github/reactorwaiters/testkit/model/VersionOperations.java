// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;

/** PublishVersion. */
final class VersionOperations {
    private final Fleet fleet;

    VersionOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse publish(Call call) {
        Ref ref = call.function();
        SimulatedFunction function = fleet.require(ref);
        String expected = call.text("CodeSha256");
        String actual = function.latest.settings.code().sha256();
        if (expected != null && !expected.isEmpty() && !expected.equals(actual)) {
            throw ApiError.invalid("CodeSHA256 (" + expected + ") is different from current CodeSHA256 in $LATEST ("
                    + actual + "). Please try again with the CodeSHA256 in $LATEST.");
        }
        String revision = call.text("RevisionId");
        if (revision != null && !revision.equals(function.latest.revisionId)) {
            throw ApiError.staleRevision("GetFunction/GetAlias");
        }
        FunctionVersion version = fleet.lifecycle.publish(function, call.text("Description"));
        return Answers.of(201, version.configuration(fleet.names.arn(function.name, version.number)));
    }
}
