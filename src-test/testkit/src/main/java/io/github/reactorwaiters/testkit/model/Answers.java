// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Answers that are no errors. */
final class Answers {
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final ApiResponse NO_CONTENT = new ApiResponse(204, Map.of(), new byte[0]);

    private Answers() {}

    static ApiResponse ok(JsonNode body) {
        return of(200, Json.bytes(body));
    }

    static ApiResponse of(int status, byte[] body) {
        return new ApiResponse(status, JSON, body);
    }

    static ApiResponse noContent() {
        return NO_CONTENT;
    }
}
