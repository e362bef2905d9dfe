// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.web.ChangeJson;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What commands print as JSON beside changes. */
final class ResultJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ResultJson() {}

    /** How the wait for one function ended, as one line. */
    static String line(WaitResult result) {
        return object(json -> {
            json.writeStringProperty("function", result.function().value());
            json.writeStringProperty("goal", result.goal().toString());
            json.writeStringProperty("result", result.outcome().toString());
            json.writeNumberProperty("seconds", result.elapsed().toMillis() / 1000.0);
            ChangeJson.optional(json, "message", result.message());
            if (result.last() != null) {
                ChangeJson.write(json, "after", result.last());
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

    /** A dashboard's address, as one line. */
    static String dashboard(String url) {
        return object(json -> json.writeStringProperty("dashboard", url));
    }

    /** An object as one line. */
    static String object(Members members) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    /** Writes the members of an object. */
    interface Members {
        void write(JsonGenerator json);
    }
}
