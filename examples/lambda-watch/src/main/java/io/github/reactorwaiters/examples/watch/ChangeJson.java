// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Changes and snapshots as JSON; what the service did not send is left out. */
final class ChangeJson {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private static final JsonFactory JSON = new JsonFactory();

    private ChangeJson() {}

    /** A change as one line. */
    static String line(FunctionStateChange change) {
        return object(json -> {
            json.writeNumberProperty("seq", change.sequence());
            json.writeStringProperty("function", change.function().value());
            optional(json, "arn", change.arn());
            json.writeStringProperty("at", MILLIS.format(change.at()));
            json.writeStringProperty("notBefore", MILLIS.format(change.notBefore()));
            json.writeArrayPropertyStart("kinds");
            for (ChangeKind kind : change.kinds()) {
                json.writeString(kind.name());
            }
            json.writeEndArray();
            json.writeNumberProperty("skipped", change.skipped());
            snapshot(json, "before", change.before());
            snapshot(json, "after", change.after());
        });
    }

    /** How the wait for one function ended, as one line. */
    static String line(WaitResult result) {
        return object(json -> {
            json.writeStringProperty("function", result.function().value());
            json.writeStringProperty("goal", result.goal().toString());
            json.writeStringProperty("result", result.outcome().toString());
            json.writeNumberProperty("seconds", result.elapsed().toMillis() / 1000.0);
            optional(json, "message", result.message());
            if (result.last() != null) {
                snapshot(json, "after", result.last());
            }
        });
    }

    /** A simulated control plane's address, as one line. */
    static String endpoint(String endpoint, String region, int functions) {
        return object(json -> {
            json.writeStringProperty("endpoint", endpoint);
            json.writeStringProperty("region", region);
            json.writeNumberProperty("functions", functions);
        });
    }

    private static String object(Members members) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void snapshot(JsonGenerator json, String name, @Nullable FunctionSnapshot seen) {
        if (seen == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("presence", seen.presence().name());
        optional(json, "reason", seen.reason());
        optional(json, "state", seen.stateText());
        optional(json, "stateReason", seen.stateReason());
        optional(json, "stateReasonCode", seen.stateReasonCode());
        optional(json, "lastUpdateStatus", seen.lastUpdateStatusText());
        optional(json, "lastUpdateStatusReason", seen.lastUpdateStatusReason());
        optional(json, "lastUpdateStatusReasonCode", seen.lastUpdateStatusReasonCode());
        optional(json, "version", seen.version());
        optional(json, "revisionId", seen.revisionId());
        optional(json, "codeSha256", seen.codeSha256());
        optional(json, "lastModified", seen.lastModified());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    /** Writes the members of an object. */
    private interface Members {
        void write(JsonGenerator json);
    }
}
