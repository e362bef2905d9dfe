// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code $LATEST} or a published version: what it runs and the state it is in. Guarded by the fleet's lock. */
final class FunctionVersion {
    private static final DateTimeFormatter LAST_MODIFIED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    /** What the version becomes at {@code dueMillis}. */
    record Due(long dueMillis, Status state, Status lastUpdate, Settings settings, Transition.Kind kind) {}

    /** An answer about this version, under the ARN it was asked by. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rendered(String arn, byte[] body) {}

    final SimulatedFunction owner;
    final String number;
    Settings settings;
    Status state = Status.PENDING;
    Status lastUpdate = Status.ABSENT;
    String revisionId;

    @Nullable
    Due due;

    private String lastModified = "";
    private @Nullable Settings renderedSettings;
    private byte @Nullable [] settingsJson;
    private @Nullable Rendered row;
    private @Nullable Rendered configuration;
    private @Nullable Rendered function;

    FunctionVersion(SimulatedFunction owner, String number, Settings settings) {
        this.owner = owner;
        this.number = number;
        this.settings = settings;
        this.revisionId = owner.chronicle.nextRevisionId();
    }

    boolean isLatest() {
        return number.equals(Names.LATEST);
    }

    /** Gives it a new RevisionId and enters the change in its history. */
    void changed(long atMillis, Transition.Kind kind) {
        revisionId = owner.chronicle.nextRevisionId();
        record(atMillis, kind);
    }

    /** Enters its present state in its history. */
    void record(long atMillis, Transition.Kind kind) {
        forgetAnswers();
        boolean gone = kind == Transition.Kind.DELETED;
        owner.chronicle.record(
                number,
                new Transition(
                        Instant.ofEpochMilli(atMillis),
                        gone ? null : state.value(),
                        gone ? null : lastUpdate.value(),
                        revisionId,
                        kind));
    }

    void modified(long atMillis) {
        lastModified = timestamp(atMillis);
    }

    static String timestamp(long atMillis) {
        return LAST_MODIFIED.format(Instant.ofEpochMilli(atMillis));
    }

    void forgetAnswers() {
        row = null;
        configuration = null;
        function = null;
    }

    /** A row of ListFunctions or ListVersionsByFunction. */
    byte[] row(String arn) {
        Rendered known = row;
        if (known == null || !known.arn.equals(arn)) {
            known = new Rendered(arn, describe(arn, false));
            row = known;
        }
        return known.body;
    }

    /** The body of GetFunctionConfiguration. */
    byte[] configuration(String arn) {
        Rendered known = configuration;
        if (known == null || !known.arn.equals(arn)) {
            known = new Rendered(arn, describe(arn, true));
            configuration = known;
        }
        return known.body;
    }

    /** The body of GetFunction. */
    byte[] function(String arn) {
        Rendered known = function;
        if (known == null || !known.arn.equals(arn)) {
            known = new Rendered(arn, Json.wrap("Configuration", describe(arn, true), Json.bytes(attachments())));
            function = known;
        }
        return known.body;
    }

    private byte[] describe(String arn, boolean withState) {
        boolean snapped = settings.snapStarts() && !isLatest() && state.is("Active");
        ObjectNode node = Json.object()
                .put("FunctionName", owner.name)
                .put("FunctionArn", arn)
                .put("LastModified", lastModified)
                .put("Version", number)
                .put("RevisionId", revisionId);
        node.putObject("SnapStart")
                .put("ApplyOn", settings.snapStarts() ? "PublishedVersions" : "None")
                .put("OptimizationStatus", snapped ? "On" : "Off");
        if (withState) {
            put(node, "State", state);
            put(node, "LastUpdateStatus", lastUpdate);
            if (!settings.isImage()) {
                node.putObject("RuntimeVersionConfig")
                        .put("RuntimeVersionArn", settings.runtimeVersionArn(owner.names));
            }
        }
        return Json.join(Json.bytes(node), settingsJson());
    }

    /** The part that changes seldom and is the longest. */
    @SuppressWarnings("ReferenceEquality") // cheaper, and a needless rendering does no harm
    private byte[] settingsJson() {
        byte[] known = settingsJson;
        if (known == null || renderedSettings != settings) {
            ObjectNode node = settings.members()
                    .deepCopy()
                    .put("CodeSize", settings.code().size())
                    .put("CodeSha256", settings.code().sha256());
            node.remove("SnapStart");
            known = Json.bytes(node);
            settingsJson = known;
            renderedSettings = settings;
        }
        return known;
    }

    private static void put(ObjectNode node, String member, Status status) {
        if (status.value() != null) {
            node.put(member, status.value());
        }
        if (status.reason() != null) {
            node.put(member + "Reason", status.reason());
        }
        if (status.reasonCode() != null) {
            node.put(member + "ReasonCode", status.reasonCode());
        }
    }

    /** What GetFunction tells beside the configuration. */
    private ObjectNode attachments() {
        ObjectNode node = Json.object();
        Settings.Code code = settings.code();
        if (settings.isImage()) {
            node.putObject("Code")
                    .put("RepositoryType", "ECR")
                    .put("ImageUri", code.imageUri())
                    .put("ResolvedImageUri", code.resolvedImageUri());
        } else {
            node.putObject("Code").put("RepositoryType", "S3").put("Location", location());
        }
        if (!owner.tags.isEmpty()) {
            ObjectNode tags = node.putObject("Tags");
            owner.tags.forEach(tags::put);
        }
        if (owner.reservedConcurrency != null) {
            node.putObject("Concurrency").put("ReservedConcurrentExecutions", owner.reservedConcurrency);
        }
        return node;
    }

    /** A presigned URL in form; the signature is a marker by which tests find a leaked one. */
    private String location() {
        Names names = owner.names;
        return "https://awslambda-" + names.region() + "-tasks.s3." + names.region() + ".amazonaws.com/snapshots/"
                + names.account() + "/" + owner.name + "-" + Long.toHexString(owner.chronicle.entropy())
                + "?versionId=" + revisionId + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=600"
                + "&X-Amz-Signature=planted-secret";
    }
}
