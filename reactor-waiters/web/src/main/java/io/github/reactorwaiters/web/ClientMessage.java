// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * What a client asks for: {@code {"type":"filter","pattern":"orders-*","states":["Failed"]}}. Unknown members are ignored.
 *
 * @param filter what it wants to hear of from now on
 */
record ClientMessage(ChangeFilter filter) {
    private static final int LONGEST = ChangeHub.LONGEST_MESSAGE;

    /** @throws StreamClosedException if the text is too long, no JSON object, or no message that is known */
    static ClientMessage parse(String text) {
        if (text.length() > LONGEST) {
            throw new StreamClosedException(
                    StreamClosedException.TOO_BIG, "a message must have at most " + LONGEST + " characters");
        }
        Draft draft = new Draft();
        try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            draft.read(json);
        } catch (JacksonException unreadable) {
            throw malformed();
        }
        if (!"filter".equals(draft.type)) {
            throw new StreamClosedException(StreamClosedException.POLICY, "unknown type of message: must be filter");
        }
        try {
            return new ClientMessage(ChangeFilter.of(draft.pattern, draft.states));
        } catch (IllegalArgumentException refused) {
            throw new StreamClosedException(
                    StreamClosedException.POLICY, "the filter's pattern or states are not valid");
        }
    }

    private static StreamClosedException malformed() {
        return new StreamClosedException(StreamClosedException.MALFORMED, "a message must be a JSON object");
    }

    /** The members as they are read. */
    private static final class Draft {
        @Nullable
        String type;

        @Nullable
        String pattern;

        final List<String> states = new ArrayList<>();

        void read(JsonParser json) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                switch (name) {
                    case "type" -> type = string(json, value);
                    case "pattern" -> pattern = value == JsonToken.VALUE_NULL ? null : string(json, value);
                    case "states" -> states(json, value);
                    default -> json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw malformed();
            }
        }

        private void states(JsonParser json, JsonToken value) {
            states.clear();
            if (value == JsonToken.VALUE_NULL) {
                return;
            }
            if (value != JsonToken.START_ARRAY) {
                throw mistyped();
            }
            for (JsonToken each = json.nextToken(); each != JsonToken.END_ARRAY; each = json.nextToken()) {
                states.add(string(json, each));
            }
        }

        private static String string(JsonParser json, JsonToken value) {
            if (value != JsonToken.VALUE_STRING) {
                throw mistyped();
            }
            return json.getString();
        }

        private static StreamClosedException mistyped() {
            return new StreamClosedException(
                    StreamClosedException.POLICY, "a member of the message is of the wrong type");
        }
    }
}
