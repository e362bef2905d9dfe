// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request to Lambda's REST-JSON API, whichever front it came in by. Treated as immutable.
 *
 * @param method the HTTP method, upper case
 * @param path the raw path: still percent-encoded, without the query
 * @param query decoded query parameters; of a repeated one, the first value, except {@code tagKeys}, whose values are
 *     joined by commas
 * @param headers header values by lower-case name
 * @param body the body, empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are never compared, and copied nowhere
public record ApiRequest(
        String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {
    /** Checks that all are there. */
    public ApiRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /** The query parameter {@code name}, or null. */
    public @Nullable String query(String name) {
        return query.get(Objects.requireNonNull(name, "name"));
    }
}
