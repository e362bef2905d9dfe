// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes to ListFunctions and its like, as other servers than AWS answer them. */
final class ListRewrites {
    private static final byte[] NO_BODY = {};
    private static final List<String> STATE = List.of(
            "State",
            "StateReason",
            "StateReasonCode",
            "LastUpdateStatus",
            "LastUpdateStatusReason",
            "LastUpdateStatusReasonCode");

    private ListRewrites() {}

    /** Adds to each listed function the state that GetFunctionConfiguration tells. */
    static ApiResponse withState(ApiRequest request, ApiResponse response, Backend backend) {
        return JsonRewrites.edit(response, tree -> {
            boolean changed = false;
            for (JsonNode function : tree.path("Functions")) {
                changed |= function instanceof ObjectNode object && addState(object, backend);
            }
            return changed;
        });
    }

    private static boolean addState(ObjectNode function, Backend backend) {
        Map<String, String> query = Map.of("Qualifier", function.path("Version").asString("$LATEST"));
        String path = "/2015-03-31/functions/" + function.path("FunctionName").asString("") + "/configuration";
        ApiResponse answer = backend.answer(new ApiRequest("GET", path, query, Map.of(), NO_BODY));
        try {
            JsonNode told = JsonRewrites.read(answer);
            STATE.stream().filter(told::has).forEach(name -> function.set(name, told.get(name)));
            return answer.status() == 200;
        } catch (JacksonException notJson) {
            return false;
        }
    }

    /** Everything in one answer: follows the markers to the end, from the beginning. */
    static ApiResponse inOnePage(ApiRequest request, ApiResponse response, Backend backend) {
        Map<String, String> query = new HashMap<>(request.query());
        query.remove("Marker");
        query.remove("MaxItems");
        ApiResponse first = backend.answer(withQuery(request, query));
        return JsonRewrites.edit(first, tree -> {
            if (!(tree instanceof ObjectNode all)) {
                return false;
            }
            JsonNode marker = all.remove("NextMarker");
            while (marker != null && marker.isString()) {
                query.put("Marker", marker.asString());
                append(all, JsonRewrites.read(backend.answer(withQuery(request, query))));
                marker = all.remove("NextMarker");
            }
            return true;
        });
    }

    private static void append(ObjectNode all, JsonNode page) {
        page.propertyStream().forEach(member -> {
            if (member.getValue() instanceof ArrayNode more && all.get(member.getKey()) instanceof ArrayNode seen) {
                seen.addAll(more);
            } else if (member.getKey().equals("NextMarker")) {
                all.set("NextMarker", member.getValue());
            }
        });
    }

    private static ApiRequest withQuery(ApiRequest request, Map<String, String> query) {
        return new ApiRequest(request.method(), request.path(), Map.copyOf(query), request.headers(), request.body());
    }
}
