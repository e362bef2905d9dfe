// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.web.ChangeJson;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Changes and rows as the log holds them: by the schema of {@code docs/guide/json.md}. Written without the number, which
 * Redis draws.
 */
final class LogJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private LogJson() {}

    /** A change without its head, that is without its number. */
    static String change(FunctionStateChange change) {
        return withoutHead(ChangeJson.of(change));
    }

    /** How a function is after {@code change}, without the head; empty if it is gone. */
    static String row(FunctionStateChange change) {
        if (change.after().presence() == Presence.ABSENT) {
            return "";
        }
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("seq", 0);
            json.writeStringProperty("function", change.function().value());
            ChangeJson.optional(json, "arn", change.arn());
            json.writeStringProperty("at", ChangeJson.time(change.at()));
            ChangeJson.optional(json, "provisioning", change.after().provisioning());
            ChangeJson.write(json, "after", change.after());
            json.writeEndObject();
        }
        return withoutHead(text.toString());
    }

    private static String withoutHead(String object) {
        return object.substring(object.indexOf(',') + 1);
    }

    /**
     * What {@link #change} wrote, as an entry of a stream has it. Kinds that are not known are left out; how it was is null if
     * its presence is not known.
     *
     * @throws NotUnderstoodException if this release cannot read it
     */
    static FunctionStateChange readChange(Map<String, String> entry) {
        return read(
                entry.get("change"),
                json -> new FunctionStateChange(
                        (Long) required(json, "seq"),
                        FunctionName.of(string(json, "function")),
                        Instant.parse(string(json, "at")),
                        Instant.parse(string(json, "notBefore")),
                        kinds((List<?>) required(json, "kinds")),
                        ((Long) required(json, "skipped")).intValue(),
                        snapshot(json, "before"),
                        after(json)));
    }

    /**
     * What {@link #row} wrote, as if the function had been seen for the first time then.
     *
     * @throws NotUnderstoodException if this release cannot read it
     */
    static FunctionStateChange readRow(String text) {
        return read(text, json -> {
            Instant at = Instant.parse(string(json, "at"));
            return new FunctionStateChange(
                    (Long) required(json, "seq"),
                    FunctionName.of(string(json, "function")),
                    at,
                    at,
                    EnumSet.of(ChangeKind.FIRST_SEEN),
                    0,
                    null,
                    after(json));
        });
    }

    private static FunctionStateChange read(
            @Nullable String text, Function<Map<String, Object>, FunctionStateChange> reader) {
        @Nullable Object function = null;
        try {
            Map<String, Object> json = parse(Objects.requireNonNull(text, "change"));
            function = json.get("function");
            return reader.apply(json);
        } catch (RuntimeException unreadable) {
            throw new NotUnderstoodException(function instanceof String name ? name : null, unreadable);
        }
    }

    private static Set<ChangeKind> kinds(List<?> names) {
        Set<ChangeKind> kinds = EnumSet.allOf(ChangeKind.class);
        kinds.removeIf(kind -> !names.contains(kind.name()));
        return kinds.isEmpty() ? EnumSet.of(ChangeKind.STATE_CHANGED) : kinds;
    }

    private static FunctionSnapshot after(Map<String, Object> json) {
        FunctionSnapshot after = snapshot(json, "after");
        if (after == null) {
            throw new IllegalArgumentException(
                    "after must have a presence that is known: " + Quoted.of(String.valueOf(json.get("after"))));
        }
        return after;
    }

    private static @Nullable FunctionSnapshot snapshot(Map<String, Object> change, String name) {
        if (!(change.get(name) instanceof Map<?, ?> json)) {
            return null;
        }
        Presence presence = presence(text(json, "presence"));
        if (presence == null) {
            return null;
        }
        return new FunctionSnapshot(
                FunctionName.of(string(change, "function")),
                presence,
                text(json, "reason"),
                presence == Presence.ABSENT ? null : text(change, "arn"),
                text(json, "state"),
                text(json, "stateReason"),
                text(json, "stateReasonCode"),
                text(json, "lastUpdateStatus"),
                text(json, "lastUpdateStatusReason"),
                text(json, "lastUpdateStatusReasonCode"),
                text(json, "version"),
                text(json, "revisionId"),
                text(json, "codeSha256"),
                text(json, "lastModified"),
                text(change, "provisioning"));
    }

    private static @Nullable Presence presence(@Nullable String name) {
        for (Presence known : Presence.values()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        return null;
    }

    private static String string(Map<String, Object> json, String name) {
        return (String) required(json, name);
    }

    private static Object required(Map<String, Object> json, String name) {
        return Objects.requireNonNull(json.get(name), name);
    }

    private static @Nullable String text(Map<?, ?> json, String name) {
        return (String) json.get(name);
    }

    private static Map<String, Object> parse(String text) {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            return object(json);
        }
    }

    private static Map<String, Object> object(JsonParser json) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            Object value = value(json);
            if (value != null) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static @Nullable Object value(JsonParser json) {
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(json);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(Objects.requireNonNull(value(json), "item"));
            }
            return items;
        }
        return token == JsonToken.VALUE_STRING
                ? json.getString()
                : token == JsonToken.VALUE_NUMBER_INT ? (Object) json.getLongValue() : null;
    }

    /** The log has something that this release cannot read; a newer one may have written it. */
    static final class NotUnderstoodException extends RuntimeException {
        private final transient @Nullable String function;

        NotUnderstoodException(@Nullable String function, Throwable cause) {
            super(
                    "what the log has of " + Quoted.of(String.valueOf(function))
                            + " is not understood, and left out; a newer release may have written it",
                    cause);
            this.function = function;
        }

        /** Of which function it is, null if that is not understood either. */
        @Nullable
        String function() {
            return function;
        }
    }
}
