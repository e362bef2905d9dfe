// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Map;
import java.util.Objects;

/**
 * An answer of Lambda's REST-JSON API. Treated as immutable.
 *
 * @param status the HTTP status
 * @param headers header values by name, without {@code content-length}
 * @param body the body, empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are never compared, and copied nowhere
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {
    /** Checks that all are there. */
    public ApiResponse {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }
}
