// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Changes inside the JSON of an answer. */
final class JsonRewrites {
    private static final JsonMapper JSON = new JsonMapper();

    static {
        // Jackson makes what reads and writes trees at first use, under a lock: no event loop is to wait for that.
        JSON.writeValueAsBytes(JSON.readTree("{}"));
    }

    private JsonRewrites() {}

    /** Drops every member so named, at any depth. */
    static Rewrite without(Set<String> names) {
        return (request, response, backend) ->
                edit(response, tree -> inEachObject(tree, object -> drop(object, names)));
    }

    /** Gives every text member so named, at any depth, a value that no SDK has heard of. */
    static Rewrite unheardOf(Set<String> names) {
        return (request, response, backend) ->
                edit(response, tree -> inEachObject(tree, object -> replace(object, names)));
    }

    /** Puts text where numbers belong or, where there are none, a number where a structure belongs. */
    static Rewrite mistyped() {
        return (request, response, backend) ->
                edit(response, tree -> inEachObject(tree, JsonRewrites::numbersToText) || structuresToNumber(tree));
    }

    /** Applies {@code change}, which says whether it changed anything, to a JSON body; leaves any other body alone. */
    static ApiResponse edit(ApiResponse response, Predicate<JsonNode> change) {
        try {
            JsonNode tree = JSON.readTree(response.body());
            return change.test(tree)
                    ? new ApiResponse(response.status(), response.headers(), JSON.writeValueAsBytes(tree))
                    : response;
        } catch (JacksonException notJson) {
            return response;
        }
    }

    static JsonNode read(ApiResponse response) {
        return JSON.readTree(response.body());
    }

    private static boolean inEachObject(JsonNode node, Predicate<ObjectNode> change) {
        boolean changed = node instanceof ObjectNode object && change.test(object);
        for (JsonNode child : node) {
            changed |= inEachObject(child, change);
        }
        return changed;
    }

    private static boolean drop(ObjectNode object, Set<String> names) {
        int before = object.size();
        object.remove(names);
        return object.size() < before;
    }

    private static boolean replace(ObjectNode object, Set<String> names) {
        boolean changed = false;
        for (String name : names) {
            JsonNode value = object.get(name);
            if (value != null && value.isString()) {
                object.put(name, name.equals("State") ? "Hibernating" : "Unheard" + name);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean numbersToText(ObjectNode object) {
        List<String> numbers = object.propertyStream()
                .filter(member -> member.getValue().isNumber())
                .map(member -> member.getKey())
                .toList();
        numbers.forEach(name -> object.put(name, "many"));
        return !numbers.isEmpty();
    }

    private static boolean structuresToNumber(JsonNode tree) {
        if (!(tree instanceof ObjectNode object)) {
            return false;
        }
        List<String> structures = object.propertyStream()
                .filter(member -> member.getValue().isContainer())
                .map(member -> member.getKey())
                .toList();
        structures.forEach(name -> object.put(name, 42));
        return !structures.isEmpty();
    }
}
