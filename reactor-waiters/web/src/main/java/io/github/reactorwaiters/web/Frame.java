// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One message to a client: a JSON object whose {@code type} member is {@link #type()}. Immutable; shared by clients. */
public final class Frame {
    private final String type;
    private final @Nullable String id;
    private final byte[] json;

    Frame(String type, @Nullable String id, byte[] json) {
        this.type = type;
        this.id = id;
        this.json = json;
    }

    /** What it is: {@code snapshot}, {@code change}, {@code stats} and so on. */
    public String type() {
        return type;
    }

    /** Where the client is in the stream once it has this frame, for {@code since} and {@code Last-Event-ID}; null: as before. */
    public @Nullable String id() {
        return id;
    }

    /** The object in UTF-8, read-only, a new view on each call; the bytes are the same for all clients. */
    public ByteBuffer json() {
        return ByteBuffer.wrap(json).asReadOnlyBuffer();
    }

    /** The object as text. */
    public String text() {
        return new String(json, StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return json;
    }
}
