// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Objects as UTF-8. */
final class Json {
    static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static byte[] object(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** Writes the members of an object. */
    interface Members {
        void write(JsonGenerator json);
    }
}
