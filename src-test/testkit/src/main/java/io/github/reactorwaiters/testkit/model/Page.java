// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import io.github.reactorwaiters.testkit.wire.ApiResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A page of a list in the making: rows under one member, and NextMarker. */
final class Page {
    /** Where a page begins: at a name, after that many of its rows. Opaque to callers. */
    record Position(String name, int rows) {
        static Position of(@Nullable String marker) {
            if (marker == null || marker.isEmpty()) {
                return new Position("", 0);
            }
            try {
                String text = new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
                int slash = text.indexOf('/');
                return new Position(text.substring(slash + 1), Integer.parseInt(text.substring(0, slash)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException foreign) {
                throw ApiError.invalid("Invalid Marker");
            }
        }

        private byte[] marker() {
            byte[] text = (rows + "/" + name).getBytes(StandardCharsets.UTF_8);
            return ascii('"' + Base64.getUrlEncoder().withoutPadding().encodeToString(text) + '"');
        }
    }

    private static final byte[] NO_MARKER = ascii("null");
    private static final byte[] END = ascii("],\"NextMarker\":");
    private static final int TYPICAL_PAGE_BYTES = 48 * 1024;

    private final ByteArrayOutputStream out;
    private final int limit;
    private int rows;

    /** A page of at most {@code limit} rows under {@code member}. */
    Page(String member, int limit) {
        this.limit = limit;
        out = new ByteArrayOutputStream(TYPICAL_PAGE_BYTES);
        out.writeBytes(ascii("{\"" + member + "\":["));
    }

    boolean isFull() {
        return rows == limit;
    }

    void add(byte[] row) {
        if (rows++ > 0) {
            out.write(',');
        }
        out.writeBytes(row);
    }

    /** Ends the page; the next one begins at {@code next}, if there is one. */
    ApiResponse answer(@Nullable Position next) {
        out.writeBytes(END);
        out.writeBytes(next == null ? NO_MARKER : next.marker());
        out.write('}');
        return Answers.of(200, out.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
