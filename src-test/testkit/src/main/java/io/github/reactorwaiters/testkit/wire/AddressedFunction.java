// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** Finds the function a request is about. */
final class AddressedFunction {
    private static final JsonFactory JSON = new JsonFactory();

    private AddressedFunction() {}

    /** The unqualified function name: from the path, or of CreateFunction from the body; null if there is none. */
    static @Nullable String of(ApiRequest request, String operation) {
        if (operation.equals("CreateFunction")) {
            return inBody(request.body());
        }
        String path = request.path();
        int start = after(path, "/functions/");
        start = start > 0 ? start : after(path, "/tags/");
        if (start <= 0 || start == path.length()) {
            return null;
        }
        int slash = path.indexOf('/', start);
        return unqualified(path.substring(start, slash < 0 ? path.length() : slash));
    }

    private static int after(String path, String prefix) {
        // All of Lambda's paths begin with a date: /2015-03-31/functions/...
        int at = path.indexOf(prefix, 1);
        return at < 0 ? -1 : at + prefix.length();
    }

    private static String unqualified(String encoded) {
        String text = encoded;
        if (text.indexOf('%') >= 0) {
            try {
                text = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return encoded;
            }
        }
        int arn = text.indexOf("function:");
        int start = arn < 0 ? 0 : arn + "function:".length();
        int colon = text.indexOf(':', start);
        return text.substring(start, colon < 0 ? text.length() : colon);
    }

    /** Reads as far as the name, past a zip of any size, without building a tree. */
    private static @Nullable String inBody(byte[] body) {
        try (JsonParser parser = JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean name = parser.currentName().equals("FunctionName");
                JsonToken value = parser.nextToken();
                if (name) {
                    return value == JsonToken.VALUE_STRING ? unqualified(parser.getString()) : null;
                }
                parser.skipChildren();
            }
            return null;
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
