// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The dashboard: a few static files, and the headers that go with them. Immutable. */
public final class Page {
    /** Nothing from elsewhere, no inline code, in nobody's frame. */
    public static final Map<String, String> SECURITY_HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin");

    private static final List<String> NAMES = List.of(
            "index.html",
            "style.css",
            "icon.svg",
            "app.js",
            "charts.js",
            "connection.js",
            "dom.js",
            "feed.js",
            "grid.js",
            "model.js",
            "rollouts.js",
            "states.js",
            "timeline.js");

    private final Map<String, File> files = new TreeMap<>();

    private Page() {
        for (String name : NAMES) {
            files.put("/" + name, File.load(name));
        }
    }

    /** Reads the files from the class path. */
    public static Page load() {
        return new Page();
    }

    /** The file at {@code path}, null if there is none; {@code /} is {@code /index.html}. */
    public @Nullable File at(String path) {
        Objects.requireNonNull(path, "path");
        return files.get(path.equals("/") ? "/index.html" : path);
    }

    /** The paths that there are. */
    public Iterable<String> paths() {
        return files.keySet();
    }

    /** A file of the page. Immutable. */
    public static final class File {
        private final String contentType;
        private final String etag;
        private final byte[] content;

        private File(String contentType, String etag, byte[] content) {
            this.contentType = contentType;
            this.etag = etag;
            this.content = content;
        }

        private static File load(String name) {
            try (InputStream resource = Page.class.getResourceAsStream("page/" + name)) {
                if (resource == null) {
                    throw new IllegalStateException("the page's " + name + " is missing from the class path");
                }
                byte[] content = resource.readAllBytes();
                CRC32 sum = new CRC32();
                sum.update(content);
                return new File(typeOf(name), "\"" + Long.toHexString(sum.getValue()) + "\"", content);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }

        private static String typeOf(String name) {
            return switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "html" -> "text/html; charset=utf-8";
                case "css" -> "text/css; charset=utf-8";
                case "js" -> "text/javascript; charset=utf-8";
                default -> "image/svg+xml";
            };
        }

        /** For the header of this name. */
        public String contentType() {
            return contentType;
        }

        /** For the header of this name, quoted. */
        public String etag() {
            return etag;
        }

        /** The content, a copy. */
        public byte[] content() {
            return content.clone();
        }
    }
}
