// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.pace.PaceSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonWriter;

/**
 * What a watcher has learned, as JSON, to be kept from one start of a service to the next:
 * {@code {"version":1,"transitions":{"code/zip":{"events":[...],"exposure":[...]}},
 * "changes":{"perSecond":2.0E-5,"shape":0.5,"changes":12.5,"pairs":4.0}}}. Without {@code changes} nothing is known of them.
 */
public final class PaceJson {
    private static final int LONGEST = 10_000_000;

    private PaceJson() {}

    /** {@code learned} as one line. */
    public static String write(PaceSnapshot learned) {
        try (JsonWriter json = JsonWriter.create()) {
            json.writeStartObject();
            json.writeFieldName("version").writeValue(learned.version());
            json.writeFieldName("transitions").writeStartObject();
            learned.transitions().forEach((transition, known) -> {
                json.writeFieldName(transition).writeStartObject();
                numbers(json, "events", known.events());
                numbers(json, "exposure", known.exposure());
                json.writeEndObject();
            });
            json.writeEndObject();
            PaceSnapshot.Changes changes = learned.changes();
            json.writeFieldName("changes").writeStartObject();
            json.writeFieldName("perSecond").writeValue(changes.perSecond());
            json.writeFieldName("shape").writeValue(changes.shape());
            json.writeFieldName("changes").writeValue(changes.changes());
            json.writeFieldName("pairs").writeValue(changes.pairs());
            json.writeEndObject();
            json.writeEndObject();
            return new String(json.getBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * The snapshot that {@link #write} wrote.
     *
     * @throws IllegalArgumentException if {@code json} is none, or of another version; the message says what is wrong
     */
    public static PaceSnapshot read(String json) {
        if (json.length() > LONGEST) {
            throw new IllegalArgumentException("json must have at most " + LONGEST + " characters: " + json.length());
        }
        try {
            JsonNode root = JsonNode.parser().parse(json);
            int version = Integer.parseInt(field(root, "version").asNumber());
            Map<String, PaceSnapshot.Learned> transitions = new HashMap<>();
            field(root, "transitions")
                    .asObject()
                    .forEach((transition, known) -> transitions.put(
                            transition,
                            new PaceSnapshot.Learned(numbers(known, "events"), numbers(known, "exposure"))));
            PaceSnapshot.Changes changes = root.field("changes")
                    .map(known -> new PaceSnapshot.Changes(
                            number(known, "perSecond"),
                            number(known, "shape"),
                            number(known, "changes"),
                            number(known, "pairs")))
                    .orElse(PaceSnapshot.Changes.UNKNOWN);
            return new PaceSnapshot(version, transitions, changes);
        } catch (RuntimeException wrong) {
            if (wrong instanceof IllegalArgumentException && !(wrong instanceof NumberFormatException)) {
                throw wrong;
            }
            // Without the parser's message, which repeats the text.
            throw new IllegalArgumentException(
                    "json is not what PaceJson writes: " + wrong.getClass().getSimpleName(), wrong);
        }
    }

    private static void numbers(JsonWriter json, String name, List<Double> values) {
        json.writeFieldName(name).writeStartArray();
        values.forEach(json::writeValue);
        json.writeEndArray();
    }

    private static List<Double> numbers(JsonNode known, String name) {
        return field(known, name).asArray().stream()
                .map(value -> Double.valueOf(value.asNumber()))
                .toList();
    }

    private static double number(JsonNode known, String name) {
        return Double.parseDouble(field(known, name).asNumber());
    }

    private static JsonNode field(JsonNode object, String name) {
        return object.field(name)
                .orElseThrow(() -> new IllegalArgumentException("json must have a field \"" + name + "\""));
    }
}
