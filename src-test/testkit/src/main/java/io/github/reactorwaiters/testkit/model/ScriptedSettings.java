// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Settings of functions that scripts add or update, drawn from the function's own randomness. */
final class ScriptedSettings {
    private static final int IMAGE_FROM_PERCENT = 70;
    private static final int VPC_FROM_PERCENT = 90;

    private final Fleet fleet;

    ScriptedSettings(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Settings of a new function: 70% zip, 20% image, 10% VPC if the durations are mixed, else zip. */
    Settings draw(String name) {
        long entropy = fleet.chronicle(name).entropy();
        long percent = fleet.lifecycle.durations().mixedFleet() ? Math.floorMod(entropy, 100) : 0;
        ObjectNode request = Json.object().put("Role", "arn:aws:iam::" + fleet.names.account() + ":role/simulated");
        if (percent >= IMAGE_FROM_PERCENT && percent < VPC_FROM_PERCENT) {
            request.put("PackageType", "Image");
            return new Settings(RequestedSettings.create(name, request), image(name, "1"));
        }
        request.put("Runtime", "java21").put("Handler", "example.Handler");
        if (percent >= VPC_FROM_PERCENT) {
            ObjectNode vpc = request.putObject("VpcConfig");
            vpc.putArray("SubnetIds").add("subnet-0a1b2c3d");
            vpc.putArray("SecurityGroupIds").add("sg-0a1b2c3d");
        }
        return new Settings(RequestedSettings.create(name, request), Surroundings.drawnZip(entropy));
    }

    /** The settings of {@code function} with code it never had. */
    Settings newCode(SimulatedFunction function) {
        Settings now = function.latest.settings;
        String revision = function.latest.revisionId;
        return now.with(
                now.isImage()
                        ? image(function.name, revision)
                        : Surroundings.drawnZip(function.chronicle.entropy() ^ Chronicle.mix(revision.hashCode())));
    }

    /** The settings of {@code function} with a description it never had. */
    Settings newDescription(SimulatedFunction function) {
        return function.latest.settings.withDescription("after " + function.latest.revisionId);
    }

    private Settings.Code image(String name, String tag) {
        return fleet.surroundings.image(fleet.names.account() + ".dkr.ecr." + fleet.names.region() + ".amazonaws.com/"
                + name.toLowerCase(Locale.ROOT) + ":" + tag);
    }
}
