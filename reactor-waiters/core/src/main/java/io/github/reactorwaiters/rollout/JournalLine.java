// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/** A journal's entry as a line of JSON. Members of later versions are ignored. */
final class JournalLine {
    private JournalLine() {}

    /** The line, with its end. */
    static byte[] of(JournalEntry entry) {
        try (JsonWriter json = JsonWriter.create()) {
            json.writeStartObject();
            text(json, "at", entry.at().toString());
            text(json, "function", entry.function().value());
            text(json, "change", entry.change());
            text(json, "kind", entry.kind().name());
            text(json, "codeSha256", entry.codeSha256());
            text(json, "version", entry.version());
            text(json, "image", entry.image());
            Integer percent = entry.percent();
            if (percent != null) {
                json.writeFieldName("percent").writeValue(percent.intValue());
            }
            FunctionOutcome outcome = entry.outcome();
            text(json, "outcome", outcome == null ? null : outcome.name());
            json.writeEndObject();
            return (new String(json.getBytes(), StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * The entry of {@code line}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static JournalEntry parse(String line) {
        try {
            JsonNode json = JsonNode.parser().parse(line);
            String percent = json.field("percent").map(JsonNode::asNumber).orElse(null);
            String outcome = optional(json, "outcome");
            return new JournalEntry(
                    Instant.parse(required(json, "at")),
                    FunctionName.of(required(json, "function")),
                    required(json, "change"),
                    JournalEntry.Kind.valueOf(required(json, "kind")),
                    optional(json, "codeSha256"),
                    optional(json, "version"),
                    optional(json, "image"),
                    percent == null ? null : Integer.valueOf(percent),
                    outcome == null ? null : FunctionOutcome.valueOf(outcome));
        } catch (DateTimeException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "not a journal's line: " + Quoted.of(line) + ", " + Quoted.of(String.valueOf(wrong.getMessage())));
        } catch (RuntimeException wrong) { // the parser has no type of its own for what is not JSON
            throw new IllegalArgumentException("not JSON: " + Quoted.of(line));
        }
    }

    /** Whether it is an object of JSON, though it may be no entry that this version knows: nothing of it is missing. */
    static boolean isWhole(String line) {
        try {
            return JsonNode.parser().parse(line).isObject();
        } catch (RuntimeException torn) {
            return false;
        }
    }

    private static void text(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.writeFieldName(name).writeValue(value);
        }
    }

    private static String required(JsonNode json, String name) {
        String value = optional(json, name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static @Nullable String optional(JsonNode json, String name) {
        return json.field(name)
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .orElse(null);
    }
}
