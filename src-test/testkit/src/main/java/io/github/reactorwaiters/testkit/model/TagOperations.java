// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** TagResource, UntagResource, ListTags. Of the taggable resources, only functions exist here. */
final class TagOperations {
    private static final String ARN_PATTERN = "arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?"
            + "-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|layer:([a-zA-Z0-9-_]+)"
            + "|code-signing-config:csc-[a-z0-9]{17}"
            + "|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
            + "|capacity-provider:[a-zA-Z0-9-_]+)";
    private static final Pattern ARN = Pattern.compile("arn:aws[a-zA-Z-]*:lambda:[a-z0-9-]+:\\d{12}:(?:"
            + "(function):[a-zA-Z0-9_-]+(?::(\\$LATEST|[a-zA-Z0-9_-]+))?|(layer):[a-zA-Z0-9_-]+"
            + "|(code-signing-config):csc-[a-z0-9]{17}"
            + "|(event-source-mapping):[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
            + "|(capacity-provider):[a-zA-Z0-9_-]+)");
    private static final List<String> OTHERS =
            List.of("Layer", "Code signing config", "Event source mapping", "Capacity provider");

    private final Fleet fleet;

    TagOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse tag(Call call) {
        SimulatedFunction function = target(call);
        JsonNode given = call.body().path("Tags");
        if (given.isEmpty()) {
            throw ApiError.invalid("An error occurred and the request cannot be processed.");
        }
        TreeMap<String, String> tags = new TreeMap<>(function.tags);
        given.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString()));
        Constraints.tagCount(tags.size());
        function.tags.putAll(tags);
        return revised(function);
    }

    ApiResponse untag(Call call) {
        SimulatedFunction function = target(call);
        String keys = call.request.query("tagKeys");
        if (keys == null || keys.isEmpty()) {
            throw ApiError.missing("tagKeys");
        }
        List.of(keys.split(",", -1)).forEach(function.tags::remove);
        return revised(function);
    }

    ApiResponse list(Call call) {
        SimulatedFunction function = target(call);
        ObjectNode body = Json.object();
        ObjectNode tags = body.putObject("Tags");
        function.tags.forEach(tags::put);
        return Answers.ok(body);
    }

    private ApiResponse revised(SimulatedFunction function) {
        function.latest.changed(fleet.lifecycle.now(), Transition.Kind.REVISED);
        function.forgetAnswers();
        return Answers.noContent();
    }

    private SimulatedFunction target(Call call) {
        String arn = call.arguments.get(0);
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            throw ApiError.validation(
                    arn, "resource", "Member must satisfy regular expression pattern: " + ARN_PATTERN);
        }
        for (int i = 0; i < OTHERS.size(); i++) {
            if (matcher.group(3 + i) != null) {
                throw ApiError.notFound(OTHERS.get(i) + " not found: " + arn);
            }
        }
        if (matcher.group(2) != null) {
            throw ApiError.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        Ref ref = fleet.names.parse(arn, null);
        return fleet.require(ref);
    }
}
