// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a version runs: its code, and its configured members as GetFunctionConfiguration shows them. Immutable:
 * {@code members} is never changed. Equal settings are what PublishVersion calls unchanged.
 */
record Settings(ObjectNode members, Code code) {
    /** A deployment package. {@code size} is in bytes; the URIs are null but for an image. */
    record Code(String sha256, long size, @Nullable String imageUri, @Nullable String resolvedImageUri) {}

    Settings with(Code changed) {
        return new Settings(members, changed);
    }

    Settings withMembers(ObjectNode changed) {
        return new Settings(changed, code);
    }

    Settings withDescription(String description) {
        return withMembers(members.deepCopy().put("Description", description));
    }

    boolean isImage() {
        return "Image".equals(Json.text(members, "PackageType"));
    }

    boolean inVpc() {
        return !members.path("VpcConfig").path("SubnetIds").isEmpty();
    }

    boolean snapStarts() {
        JsonNode snapStart = members.path("SnapStart");
        return "PublishedVersions".equals(Json.text(snapStart, "ApplyOn"));
    }

    /** The kind of an update or creation, {@code plain} for a zip function outside a VPC. */
    Durations.Kind kind(Durations.Kind plain) {
        return inVpc() ? Durations.Kind.VPC : isImage() ? Durations.Kind.IMAGE : plain;
    }

    /** The ARN that stands for the patch level of the runtime. */
    String runtimeVersionArn(Names names) {
        long hash = String.valueOf(Json.text(members, "Runtime")).hashCode();
        HexFormat hex = HexFormat.of();
        StringBuilder id = new StringBuilder(64);
        for (int i = 0; i < 4; i++) {
            id.append(hex.toHexDigits(Chronicle.mix(hash + i)));
        }
        return "arn:" + names.partition() + ":lambda:" + names.region() + "::runtime:" + id;
    }
}
