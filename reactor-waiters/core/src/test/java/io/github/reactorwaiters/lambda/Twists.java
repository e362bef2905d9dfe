// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import java.util.List;
import java.util.SplittableRandom;

/** Texts made of good ones by cutting, doubling and twisting. */
public final class Twists {
    private static final List<String> NASTY = List.of(
            "\0",
            "\n",
            "\r\n",
            "../",
            "'; DROP",
            "${jndi:x}",
            "%00",
            "\u202e",
            "\ud83d\ude00",
            "\ud800",
            "İ",
            "ß",
            "%s",
            "<script>",
            "$(id)",
            "`",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u0000",
            "1e999",
            "-",
            "null",
            "  ");

    private final SplittableRandom random;

    public Twists(long seed) {
        random = new SplittableRandom(seed);
    }

    /** One of {@code good}, twisted up to three times. */
    public String of(List<String> good) {
        StringBuilder twisted = new StringBuilder(good.get(random.nextInt(good.size())));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(twisted.length() + 1);
            switch (random.nextInt(6)) {
                case 0 -> twisted.insert(at, NASTY.get(random.nextInt(NASTY.size())));
                case 1 -> twisted.delete(at, Math.min(twisted.length(), at + 1 + random.nextInt(8)));
                case 2 -> twisted.insert(at, (char) random.nextInt(1 << 16));
                case 3 -> twisted.append(twisted, 0, at);
                case 4 -> twisted.insert(at, "x".repeat(random.nextInt(200)));
                default -> {
                    if (at < twisted.length()) {
                        twisted.setCharAt(at, (char) (twisted.charAt(at) ^ 1 << random.nextInt(7)));
                    }
                }
            }
        }
        return twisted.toString();
    }
}
