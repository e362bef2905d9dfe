// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.model.Page.Position;
import io.github.reactorwaiters.testkit.model.SimulatedFunction.Alias;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CreateAlias, GetAlias, UpdateAlias, DeleteAlias, ListAliases. */
final class AliasOperations {
    private static final String NAME_PATTERN = "(?!^[0-9]+$)([a-zA-Z0-9-_]+)";
    private static final Pattern NAME = Pattern.compile("(?!\\d+$)[a-zA-Z0-9_-]+");

    private final Fleet fleet;

    AliasOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse create(Call call) {
        Ref ref = call.function();
        String name = call.text("Name");
        String version = call.text("FunctionVersion");
        if (name == null || version == null) {
            throw ApiError.missing(name == null ? "name" : "functionVersion");
        }
        if (!NAME.matcher(name).matches()) {
            throw ApiError.validation(name, "name", "Member must satisfy regular expression pattern: " + NAME_PATTERN);
        }
        Map<String, Double> weights = weights(call.body());
        SimulatedFunction function = fleet.find(ref.name());
        if (function == null || function.published(version) == null) {
            throw ApiError.functionNotFound(fleet.names.arn(ref.name(), version));
        }
        checkRouting(function, version, weights == null ? Map.of() : weights);
        if (function.aliases.containsKey(name)) {
            throw ApiError.conflict("Alias already exists: " + fleet.names.arn(ref.name(), name));
        }
        String description = call.text("Description");
        return Answers.of(
                201,
                Json.bytes(describe(
                        function,
                        save(
                                function,
                                name,
                                version,
                                description == null ? "" : description,
                                weights == null ? Map.of() : weights))));
    }

    ApiResponse get(Call call) {
        Ref ref = call.function();
        String name = call.arguments.get(1);
        SimulatedFunction function = fleet.require(ref);
        Alias alias = function.aliases.get(name);
        if (alias == null) {
            throw ApiError.notFound("Cannot find alias arn: " + fleet.names.arn(ref.name(), name));
        }
        return Answers.ok(describe(function, alias));
    }

    ApiResponse update(Call call) {
        Ref ref = call.function();
        String name = call.arguments.get(1);
        Map<String, Double> weights = weights(call.body());
        SimulatedFunction function = fleet.require(ref);
        Alias alias = function.aliases.get(name);
        if (alias == null) {
            throw ApiError.notFound("Alias not found: " + fleet.names.arn(ref.name(), name));
        }
        String revision = call.text("RevisionId");
        if (revision != null && !revision.equals(alias.revisionId())) {
            throw ApiError.staleRevision("GetFunction/GetAlias");
        }
        String requested = call.text("FunctionVersion");
        String version = requested == null ? alias.version() : requested;
        if (function.published(version) == null) {
            throw ApiError.functionNotFound(fleet.names.arn(ref.name(), version));
        }
        Map<String, Double> nextWeights = weights == null ? alias.weights() : weights;
        checkRouting(function, version, nextWeights);
        String description = call.text("Description");
        return Answers.ok(describe(
                function,
                save(function, name, version, description == null ? alias.description() : description, nextWeights)));
    }

    ApiResponse delete(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        String name = call.arguments.get(1);
        function.aliases.remove(name);
        function.provisioned.remove(name);
        return Answers.noContent(); // as on AWS, an unknown alias counts as deleted
    }

    ApiResponse list(Call call) {
        SimulatedFunction function = fleet.require(call.function());
        String version = call.request.query("FunctionVersion");
        List<Alias> aliases = function.aliases.values().stream()
                .filter(alias -> version == null || alias.version().equals(version))
                .toList();
        Page page = new Page("Aliases", call.pageSize());
        for (int i = Position.of(call.request.query("Marker")).rows(); i < aliases.size(); i++) {
            if (page.isFull()) {
                return page.answer(new Position(function.name, i));
            }
            page.add(Json.bytes(describe(function, aliases.get(i))));
        }
        return page.answer(null);
    }

    private static Alias save(
            SimulatedFunction function, String name, String version, String description, Map<String, Double> weights) {
        Alias alias = new Alias(name, version, description, weights, function.chronicle.nextRevisionId());
        function.aliases.put(name, alias);
        function.forgetAnswers();
        return alias;
    }

    private ObjectNode describe(SimulatedFunction function, Alias alias) {
        ObjectNode node = Json.object()
                .put("AliasArn", fleet.names.arn(function.name, alias.name()))
                .put("Name", alias.name())
                .put("FunctionVersion", alias.version())
                .put("Description", alias.description())
                .put("RevisionId", alias.revisionId());
        if (!alias.weights().isEmpty()) {
            ObjectNode weights = node.putObject("RoutingConfig").putObject("AdditionalVersionWeights");
            alias.weights().forEach(weights::put);
        }
        return node;
    }

    /** The weights that the request gives; null if it gives none. */
    private static @Nullable Map<String, Double> weights(ObjectNode request) {
        JsonNode given = request.path("RoutingConfig").path("AdditionalVersionWeights");
        if (!given.isObject()) {
            return null;
        }
        String member = "routingConfig.additionalVersionWeights";
        Map<String, Double> weights = new TreeMap<>();
        given.properties()
                .forEach(entry -> weights.put(entry.getKey(), entry.getValue().asDouble()));
        if (!weights.keySet().stream().allMatch(version -> version.matches("[0-9]+"))) {
            throw ApiError.validation(
                    weights,
                    member,
                    "Map keys must satisfy constraint: [Member must have length less "
                            + "than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy "
                            + "regular expression pattern: [0-9]+]");
        }
        if (!weights.values().stream().allMatch(weight -> weight >= 0 && weight <= 1)) {
            throw ApiError.validation(
                    weights,
                    member,
                    "Map value must satisfy constraint: [Member must have value less "
                            + "than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be "
                            + "null]");
        }
        return weights;
    }

    private void checkRouting(SimulatedFunction function, String version, Map<String, Double> weights) {
        if (weights.size() > 1) {
            throw ApiError.invalid("Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        if (!weights.isEmpty() && version.equals(Names.LATEST)) {
            throw ApiError.invalid("$LATEST is not supported for an alias pointing to more than 1 version");
        }
        if (weights.containsKey(version)) {
            throw ApiError.invalid("Invalid function version " + version + ". Function version " + version
                    + " is already included in routing configuration.");
        }
        for (String other : weights.keySet()) {
            if (function.published(other) == null) {
                throw ApiError.functionNotFound(fleet.names.arn(function.name, other));
            }
        }
    }
}
