// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot, cut into frames as they are taken. Confined to the hub's worker. */
final class SnapshotFrames {
    private static final int ROWS = 250;

    private final String stream;
    private final long sequence;
    private final List<EncodedChange> rows;
    private final ChangeFilter filter;
    private int next;
    private boolean ended;

    SnapshotFrames(String stream, ChangeHistory history, ChangeFilter filter) {
        this.stream = stream;
        this.sequence = history.head();
        this.rows = history.rows();
        this.filter = filter;
    }

    long sequence() {
        return sequence;
    }

    boolean ended() {
        return ended;
    }

    /** The next frame; the last one says so, and gives the position. */
    Frame next() {
        ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 16);
        json.writeBytes(ascii("{\"type\":\"snapshot\",\"stream\":\"" + stream + "\",\"seq\":" + sequence + ",\"first\":"
                + (next == 0) + ",\"functions\":["));
        int written = 0;
        while (next < rows.size() && written < ROWS) {
            EncodedChange row = rows.get(next++);
            if (filter.accepts(row.change.after())) {
                json.writeBytes(ascii(written++ == 0 ? "" : ","));
                json.writeBytes(row.row());
            }
        }
        ended = next >= rows.size();
        String id = ended ? Position.at(sequence).in(stream) : null;
        json.writeBytes(ascii("],\"last\":" + ended + idMember(id) + "}"));
        return new Frame("snapshot", id, json.toByteArray());
    }

    private static String idMember(@Nullable String id) {
        return id == null ? "" : ",\"id\":\"" + id + "\"";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
