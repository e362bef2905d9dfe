// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.started;

import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.wire.ApiRequest;
import java.util.Map;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the answer to UpdateFunctionCode told whoever started an update. The updates of the benchmarks are started by a
 * script, so that they take nothing of a quota; the waits are told what its caller would have been told.
 *
 * @param function its name
 * @param lastModified when the update started, as the service spelled it
 * @param codeSha256 the hash of the new code
 * @param revisionId the revision that the update began with
 * @param packageType Zip or Image
 * @param vpcId empty if it is in none
 */
public record StartedUpdate(
        String function, String lastModified, String codeSha256, String revisionId, String packageType, String vpcId) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** Starts an update of {@code function} by script. */
    public static StartedUpdate start(SimulatedFunctions functions, String function) {
        functions.startUpdate(function);
        byte[] body = functions
                .answer(new ApiRequest(
                        "GET", "/2015-03-31/functions/" + function + "/configuration", Map.of(), Map.of(), new byte[0]))
                .body();
        JsonNode shown = JSON.readTree(body);
        return new StartedUpdate(
                function,
                shown.path("LastModified").asString(""),
                shown.path("CodeSha256").asString(""),
                shown.path("RevisionId").asString(""),
                shown.path("PackageType").asString("Zip"),
                shown.path("VpcConfig").path("VpcId").asString(""));
    }

    /** From {@link #line()}. */
    public static StartedUpdate of(String line) {
        return JSON.readValue(line, StartedUpdate.class);
    }

    /** As one line of JSON. */
    public String line() {
        return JSON.writeValueAsString(this);
    }

    /** As the SDK gives it. */
    public UpdateFunctionCodeResponse response() {
        return UpdateFunctionCodeResponse.builder()
                .functionName(function)
                .lastModified(lastModified)
                .codeSha256(codeSha256)
                .revisionId(revisionId)
                .packageType(packageType)
                .vpcConfig(vpc -> vpc.vpcId(vpcId))
                .lastUpdateStatus(LastUpdateStatus.IN_PROGRESS)
                .build();
    }
}
