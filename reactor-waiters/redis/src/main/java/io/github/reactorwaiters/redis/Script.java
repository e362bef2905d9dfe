// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A Lua script, which Redis runs as one step. Immutable.
 *
 * @param text the script
 * @param digest its SHA-1, by which Redis knows it once it has run it
 */
record Script(String text, String digest) {
    static final Script BEAT = load("beat");
    static final Script RELEASE = load("release");
    static final Script APPEND = load("append");
    static final Script RATE = load("rate");

    /** Reads the scripts, once, on the caller's thread: the first beat would read them on a worker, which must not block. */
    static void readAll() {
        // Done when this class was initialized.
    }

    private static Script load(String name) {
        try (InputStream file = Objects.requireNonNull(Script.class.getResourceAsStream(name + ".lua"), name)) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return new Script(text, io.lettuce.core.codec.Base16.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
