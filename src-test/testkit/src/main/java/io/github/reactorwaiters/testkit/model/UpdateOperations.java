// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.model.Names.Ref;
import io.github.reactorwaiters.testkit.wire.ApiResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** UpdateFunctionCode and UpdateFunctionConfiguration. */
final class UpdateOperations {
    private final Fleet fleet;

    UpdateOperations(Fleet fleet) {
        this.fleet = fleet;
    }

    ApiResponse updateCode(Call call) {
        SimulatedFunction function = target(call);
        boolean image = function.latest.settings.isImage();
        boolean imageGiven = call.text("ImageUri") != null;
        if (image && !imageGiven) {
            throw ApiError.invalid("Please provide ImageUri when updating a function with packageType Image.");
        }
        if (!image && imageGiven) {
            throw ApiError.invalid("Please don't provide ImageUri when updating a function with packageType Zip.");
        }
        Settings.Code code = fleet.surroundings.fetch(call.body());
        if (code == null) {
            throw ApiError.invalid("Please provide a source for function code.");
        }
        ObjectNode changes = Json.object();
        if (call.body().has("Architectures")) {
            Constraints.architectures(Constraints.texts(call.body().path("Architectures")));
            changes.set("Architectures", call.body().path("Architectures"));
        }
        Settings now = function.latest.settings;
        Settings next = new Settings(RequestedSettings.update(now.members(), changes), code);
        requireRevision(function, call);
        if (call.flag("DryRun")) {
            fleet.lifecycle.requireUpdatable(function);
            return Answers.of(200, function.latest.configuration(fleet.names.arn(function.name)));
        }
        return started(
                function, fleet.lifecycle.update(function, next, Durations.Kind.CODE_UPDATE, call.flag("Publish")));
    }

    ApiResponse updateConfiguration(Call call) {
        SimulatedFunction function = target(call);
        Constraints.check(call.body(), fleet.surroundings);
        requireRevision(function, call);
        ObjectNode request = call.body().deepCopy();
        request.remove("PackageType");
        request.remove("Architectures");
        Settings now = function.latest.settings;
        Settings next = now.withMembers(RequestedSettings.update(now.members(), request));
        return started(function, fleet.lifecycle.update(function, next, Durations.Kind.CONFIGURATION_UPDATE, false));
    }

    private SimulatedFunction target(Call call) {
        Ref ref = call.function();
        if (ref.qualifier() != null && !ref.qualifier().equals(Names.LATEST)) {
            throw ApiError.invalid("Updates can be made to unpublished function versions only.");
        }
        return fleet.require(ref);
    }

    private static void requireRevision(SimulatedFunction function, Call call) {
        String revision = call.text("RevisionId");
        if (revision != null && !revision.equals(function.latest.revisionId)) {
            throw ApiError.staleRevision("GetFunction/GetAlias");
        }
    }

    private ApiResponse started(SimulatedFunction function, @Nullable FunctionVersion published) {
        return published == null
                ? Answers.of(200, function.latest.configuration(fleet.names.arn(function.name)))
                : Answers.of(200, published.configuration(fleet.names.arn(function.name, published.number)));
    }
}
