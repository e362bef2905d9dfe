// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** From the members of a request to the members of a configuration. */
final class RequestedSettings {
    /** Members that a configuration shows as the request gave them. */
    private static final Set<String> AS_GIVEN = Set.of(
            "Role",
            "Handler",
            "Runtime",
            "Description",
            "Timeout",
            "MemorySize",
            "PackageType",
            "Architectures",
            "Environment",
            "TracingConfig",
            "EphemeralStorage",
            "KMSKeyArn",
            "FileSystemConfigs",
            "DurableConfig",
            "TenancyConfig");

    private RequestedSettings() {}

    /** The members of a new function called {@code name}. */
    static ObjectNode create(String name, ObjectNode request) {
        ObjectNode members = Json.object()
                .put("Description", "")
                .put("Timeout", 3)
                .put("MemorySize", 128)
                .put("PackageType", "Zip");
        members.putArray("Architectures").add("x86_64");
        members.putObject("TracingConfig").put("Mode", "PassThrough");
        members.putObject("EphemeralStorage").put("Size", 512);
        members.putObject("LoggingConfig").put("LogFormat", "Text").put("LogGroup", "/aws/lambda/" + name);
        apply(members, request);
        return members;
    }

    /** {@code members} as {@code request} changes them. */
    static ObjectNode update(ObjectNode members, ObjectNode request) {
        ObjectNode changed = members.deepCopy();
        apply(changed, request);
        return changed;
    }

    private static void apply(ObjectNode members, ObjectNode request) {
        request.properties().forEach(entry -> {
            if (!entry.getValue().isNull()) {
                apply(members, entry.getKey(), entry.getValue());
            }
        });
    }

    private static void apply(ObjectNode members, String member, JsonNode value) {
        switch (member) {
            case "VpcConfig" -> members.set(member, vpc(value));
            case "LoggingConfig" -> {
                if (value instanceof ObjectNode changes
                        && members.path(member).deepCopy() instanceof ObjectNode merged) {
                    members.set(member, merged.setAll(changes));
                }
            }
            case "SnapStart" -> members.set(member, value);
            case "Layers" -> {
                ArrayNode layers = members.putArray(member);
                Constraints.texts(value)
                        .forEach(arn -> layers.addObject().put("Arn", arn).put("CodeSize", 1_000));
            }
            case "ImageConfig" ->
                setOrRemove(members, "ImageConfigResponse", value, Json.object().set(member, value));
            case "DeadLetterConfig" -> setOrRemove(members, member, value.path("TargetArn"), value);
            default -> {
                if (AS_GIVEN.contains(member)) {
                    members.set(member, value);
                }
            }
        }
    }

    private static void setOrRemove(ObjectNode members, String member, JsonNode given, JsonNode value) {
        boolean empty = given.isString() ? given.asString().isEmpty() : given.isObject() && given.isEmpty();
        if (empty) {
            members.remove(member);
        } else {
            members.set(member, value);
        }
    }

    private static ObjectNode vpc(JsonNode requested) {
        ObjectNode vpc = Json.object();
        vpc.putArray("SubnetIds").addAll(requested.path("SubnetIds").values());
        vpc.putArray("SecurityGroupIds")
                .addAll(requested.path("SecurityGroupIds").values());
        String id = requested.path("SubnetIds").isEmpty()
                ? ""
                : String.format(
                        "vpc-%08x",
                        requested.path("SubnetIds").path(0).asString().hashCode());
        return vpc.put("VpcId", id)
                .put(
                        "Ipv6AllowedForDualStack",
                        requested.path("Ipv6AllowedForDualStack").asBoolean(false));
    }
}
