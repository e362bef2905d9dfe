// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Flux;

/** What {@code GET /api/functions} and {@code /api/timeline} answer. */
final class FunctionsDocument {
    private static final int ROWS = 250;

    private FunctionsDocument() {}

    /** The parts of one document, each made when it is asked for. */
    static Flux<byte[]> of(ChangeHub hub, ChangeFilter filter) {
        return Flux.defer(() -> {
            List<EncodedChange> rows = hub.history().rows().stream()
                    .filter(row -> filter.accepts(row.change.after()))
                    .toList();
            long head = hub.history().head();
            String opening = "{\"stream\":\"" + hub.stream() + "\",\"seq\":" + head + ",\"id\":\""
                    + Position.at(head).in(hub.stream()) + "\",\"functions\":[";
            Flux<byte[]> chunks = Flux.range(0, (rows.size() + ROWS - 1) / ROWS)
                    .map(chunk -> list(
                            chunk == 0 ? "" : ",",
                            rows.subList(chunk * ROWS, Math.min(rows.size(), (chunk + 1) * ROWS)).stream()
                                    .map(EncodedChange::row)
                                    .toList()));
            return Flux.concat(Flux.just(ascii(opening)), chunks, Flux.just(ascii("]}")));
        });
    }

    static byte[] timeline(String stream, FunctionName function, List<EncodedChange> changes) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes(ascii("{\"stream\":\"" + stream + "\",\"function\":\"" + function + "\",\"changes\":["));
        json.writeBytes(list("", changes.stream().map(EncodedChange::whole).toList()));
        json.writeBytes(ascii("]}"));
        return json.toByteArray();
    }

    private static byte[] list(String before, List<byte[]> objects) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 12);
        String separator = before;
        for (byte[] object : objects) {
            json.writeBytes(ascii(separator));
            json.writeBytes(object);
            separator = ",";
        }
        return json.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
