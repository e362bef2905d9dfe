// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CreateFunction, GetFunction, GetFunctionConfiguration, DeleteFunction. */
final class FunctionOperations {
    private final Fleet fleet;

    FunctionOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse create(Call call) {
        String raw = call.text("FunctionName");
        if (raw == null) {
            throw ApiError.missing("functionName");
        }
        String name = fleet.names.parseNew(raw).name();
        Settings settings = settings(name, call.body());
        JsonNode tags = call.body().path("Tags");
        Constraints.tagCount(tags.size());
        if (fleet.find(name) != null) {
            throw ApiError.conflict("Function already exist: " + name);
        }
        SimulatedFunction function = fleet.add(name, settings);
        tags.properties()
                .forEach(tag -> function.tags.put(tag.getKey(), tag.getValue().asString()));
        FunctionVersion published = fleet.lifecycle.create(function, call.flag("Publish"));
        FunctionVersion shown = published == null ? function.latest : published;
        return Answers.of(201, shown.configuration(fleet.names.arn(name)));
    }

    ApiResponse get(Call call) {
        Ref ref = call.function();
        return Answers.of(200, fleet.requireVersion(ref).function(fleet.names.arn(ref)));
    }

    ApiResponse getConfiguration(Call call) {
        Ref ref = call.function();
        return Answers.of(200, fleet.requireVersion(ref).configuration(fleet.names.arn(ref)));
    }

    ApiResponse delete(Call call) {
        Ref ref = call.function();
        String qualifier = ref.qualifier();
        if (Names.LATEST.equals(qualifier)) {
            throw ApiError.invalid("$LATEST version cannot be deleted without deleting the function.");
        }
        SimulatedFunction function = fleet.find(ref.name());
        if (function == null) {
            throw ApiError.functionNotFound(fleet.names.arn(ref.name()));
        }
        if (qualifier == null) {
            fleet.remove(function);
        } else {
            deleteVersion(function, qualifier);
        }
        return Answers.noContent();
    }

    private void deleteVersion(SimulatedFunction function, String number) {
        if (function.aliases.containsKey(number)) {
            throw ApiError.invalid("Deletion of aliases is not currently supported.");
        }
        FunctionVersion version = function.published(number);
        if (version == null) {
            return; // as on AWS, an unknown version counts as deleted
        }
        boolean pointedTo = function.aliases.values().stream()
                .anyMatch(a -> a.version().equals(number) || a.weights().containsKey(number));
        if (pointedTo) {
            throw ApiError.conflict("Version " + number + " cannot be deleted: aliases point to it.");
        }
        function.versions.remove(Integer.valueOf(number));
        function.provisioned.remove(number);
        version.record(fleet.lifecycle.now(), Transition.Kind.DELETED);
    }

    private Settings settings(String name, ObjectNode request) {
        if (Json.text(request, "Role") == null) {
            throw ApiError.missing("role");
        }
        Constraints.check(request, fleet.surroundings);
        ObjectNode source = request.path("Code") instanceof ObjectNode given ? given : Json.object();
        Settings.Code code = fleet.surroundings.fetch(source);
        if (code == null) {
            throw ApiError.invalid("Please provide a source for function code.");
        }
        Settings settings = new Settings(RequestedSettings.create(name, request), code);
        if (settings.isImage() != (code.imageUri() != null)) {
            throw ApiError.invalid(
                    settings.isImage()
                            ? "Please provide ImageUri when creating a function with packageType Image."
                            : "Please don't provide ImageUri when creating a function with packageType Zip.");
        }
        boolean runs = Json.text(request, "Runtime") != null && Json.text(request, "Handler") != null;
        if (!settings.isImage() && !runs) {
            throw ApiError.invalid(
                    "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }
        return settings;
    }
}
