// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A change and its JSON, written when it is first needed and then kept. Confined to the hub's worker. */
final class EncodedChange {
    final FunctionStateChange change;
    private byte @Nullable [] row;
    private byte @Nullable [] whole;
    private @Nullable Frame frame;

    EncodedChange(FunctionStateChange change) {
        this.change = change;
    }

    long sequence() {
        return change.sequence();
    }

    EncodedChange merge(EncodedChange later) {
        return new EncodedChange(change.merge(later.change));
    }

    /** The object alone. */
    byte[] whole() {
        byte[] known = whole;
        if (known == null) {
            known = Json.object(json -> ChangeJson.members(json, change));
            whole = known;
        }
        return known;
    }

    byte[] row() {
        byte[] known = row;
        if (known == null) {
            known = Json.object(json -> ChangeJson.row(json, change));
            row = known;
        }
        return known;
    }

    /** The frame of a client that has all up to this change; the same one for all of them. */
    Frame frame(String stream) {
        Frame known = frame;
        if (known == null) {
            known = frame(stream, Position.at(sequence()));
            frame = known;
            whole = null; // the frame has it
        }
        return known;
    }

    Frame frame(String stream, Position position) {
        String id = position.in(stream);
        byte[] head = ("{\"type\":\"change\",\"id\":\"" + id + "\",\"change\":").getBytes(StandardCharsets.US_ASCII);
        byte[] body = whole();
        byte[] bytes = new byte[head.length + body.length + 1];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        bytes[bytes.length - 1] = '}';
        return new Frame("change", id, bytes);
    }
}
