// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A change as JSON, by the one schema of {@code docs/guide/json.md}. What the service did not send is left out.
 * Thread-safe.
 */
public final class ChangeJson {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private ChangeJson() {}

    /** A change as one object on one line. */
    public static String of(FunctionStateChange change) {
        Objects.requireNonNull(change, "change");
        return new String(Json.object(json -> members(json, change)), StandardCharsets.UTF_8);
    }

    /** Functions as one object: {@code functions}, each as a row of a snapshot frame without its number and time. */
    public static String of(Collection<FunctionSnapshot> functions) {
        Objects.requireNonNull(functions, "functions");
        byte[] document = Json.object(json -> {
            json.writeArrayPropertyStart("functions");
            for (FunctionSnapshot seen : functions) {
                json.writeStartObject();
                json.writeStringProperty("function", seen.function().value());
                optional(json, "arn", seen.arn());
                write(json, "after", seen);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
        return new String(document, StandardCharsets.UTF_8);
    }

    /** Writes a snapshot as a member called {@code name}; null as null. */
    public static void write(JsonGenerator json, String name, @Nullable FunctionSnapshot seen) {
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(name, "name");
        if (seen == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("presence", seen.presence().name());
        optional(json, "reason", seen.reason());
        optional(json, "state", seen.stateText());
        optional(json, "stateReason", seen.stateReason());
        optional(json, "stateReasonCode", seen.stateReasonCode());
        optional(json, "lastUpdateStatus", seen.lastUpdateStatusText());
        optional(json, "lastUpdateStatusReason", seen.lastUpdateStatusReason());
        optional(json, "lastUpdateStatusReasonCode", seen.lastUpdateStatusReasonCode());
        optional(json, "version", seen.version());
        optional(json, "revisionId", seen.revisionId());
        optional(json, "codeSha256", seen.codeSha256());
        optional(json, "lastModified", seen.lastModified());
        json.writeEndObject();
    }

    /** Writes a member if there is a value. */
    public static void optional(JsonGenerator json, String name, @Nullable String value) {
        Objects.requireNonNull(json, "json");
        Objects.requireNonNull(name, "name");
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    static void members(JsonGenerator json, FunctionStateChange change) {
        json.writeNumberProperty("seq", change.sequence());
        json.writeStringProperty("function", change.function().value());
        optional(json, "arn", change.arn());
        json.writeStringProperty("at", time(change.at()));
        json.writeStringProperty("notBefore", time(change.notBefore()));
        json.writeArrayPropertyStart("kinds");
        for (ChangeKind kind : change.kinds()) {
            json.writeString(kind.name());
        }
        json.writeEndArray();
        json.writeNumberProperty("skipped", change.skipped());
        write(json, "before", change.before());
        write(json, "after", change.after());
    }

    /** The latest change of a function as a row of a snapshot: how it is, and since when that is known. */
    static void row(JsonGenerator json, FunctionStateChange change) {
        json.writeNumberProperty("seq", change.sequence());
        json.writeStringProperty("function", change.function().value());
        optional(json, "arn", change.arn());
        json.writeStringProperty("at", time(change.at()));
        write(json, "after", change.after());
    }

    /** A time as all our JSON writes it: UTC, milliseconds. */
    public static String time(Instant instant) {
        return MILLIS.format(Objects.requireNonNull(instant, "instant"));
    }
}
