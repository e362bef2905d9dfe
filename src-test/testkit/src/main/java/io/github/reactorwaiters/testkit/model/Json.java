// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reading and writing the bodies of requests and answers. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static {
        // Jackson makes what reads and writes trees at first use, under a lock: no event loop is to wait for that.
        MAPPER.writeValueAsBytes(MAPPER.readTree("{}"));
    }

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** One object of the members of two, neither of them empty. */
    static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length - 1);
        both[first.length - 1] = ',';
        System.arraycopy(second, 1, both, first.length, second.length - 1);
        return both;
    }

    /** The object {@code others}, not empty, with {@code value} as its first member. */
    static byte[] wrap(String member, byte[] value, byte[] others) {
        byte[] key = ("{\"" + member + "\":").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(key, key.length + value.length + others.length);
        System.arraycopy(value, 0, whole, key.length, value.length);
        System.arraycopy(others, 0, whole, key.length + value.length, others.length);
        whole[key.length + value.length] = ',';
        return whole;
    }

    /** The object in {@code body}, an empty one for an empty body. */
    static ObjectNode parse(byte[] body) {
        if (body.length == 0) {
            return object();
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException notJson) {
            throw malformed(notJson);
        }
        throw malformed(null);
    }

    /** The text of {@code node}'s member; null if it is absent or null. */
    static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.path(member);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }

    /** The number in {@code node}'s member; null if it is absent or null. */
    static @Nullable Integer integer(JsonNode node, String member) {
        JsonNode value = node.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw malformed(null);
        }
        return value.asInt();
    }

    /** The decoded blob in {@code node}'s member; null if it is absent or null. */
    static byte @Nullable [] blob(JsonNode node, String member) {
        String base64 = text(node, member);
        try {
            return base64 == null ? null : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw malformed(notBase64);
        }
    }

    private static ApiError malformed(@Nullable Exception cause) {
        ApiError error = new ApiError(400, "SerializationException", "Could not parse request body into json");
        if (cause != null) {
            error.addSuppressed(cause);
        }
        return error;
    }
}
