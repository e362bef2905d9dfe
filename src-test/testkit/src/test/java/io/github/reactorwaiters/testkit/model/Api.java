// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiRequest;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import io.github.reactorwaiters.testkit.wire.Backend;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls a backend as a client would. */
record Api(Backend backend) {
    static final String FUNCTIONS = "/2015-03-31/functions";
    private static final Pattern AMPERSAND = Pattern.compile("&");
    static final byte[] ZIP = {'P', 'K', 3, 4, 1};
    static final byte[] OTHER_ZIP = {'P', 'K', 3, 4, 2};

    /** An answer with its body read. */
    record Answer(int status, @Nullable String error, JsonNode body) {}

    Answer get(String path) {
        return call("GET", path, null);
    }

    Answer post(String path, ObjectNode body) {
        return call("POST", path, body);
    }

    Answer put(String path, ObjectNode body) {
        return call("PUT", path, body);
    }

    Answer delete(String path) {
        return call("DELETE", path, null);
    }

    /** {@code path} may carry a query, its values encoded. */
    Answer call(String method, String path, @Nullable ObjectNode body) {
        ApiResponse response = backend.answer(request(method, path, body));
        byte[] bytes = response.body();
        return new Answer(response.status(), response.headers().get("x-amzn-ErrorType"), Json.parse(bytes));
    }

    static ApiRequest request(String method, String path, @Nullable ObjectNode body) {
        String[] parts = path.split("\\?", 2);
        Map<String, String> query = new TreeMap<>();
        if (parts.length == 2) {
            for (String pair : AMPERSAND.splitAsStream(parts[1]).toList()) {
                String[] both = pair.split("=", 2);
                query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
            }
        }
        return new ApiRequest(method, parts[0], query, Map.of(), body == null ? new byte[0] : Json.bytes(body));
    }

    static String function(String name) {
        return FUNCTIONS + "/" + encode(name);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A valid CreateFunction request. */
    static ObjectNode zipFunction(String name) {
        ObjectNode request = Json.object()
                .put("FunctionName", name)
                .put("Role", "arn:aws:iam::123456789012:role/test")
                .put("Runtime", "python3.12")
                .put("Handler", "index.handler");
        request.putObject("Code").put("ZipFile", ZIP);
        return request;
    }
}
