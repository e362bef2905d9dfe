// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Messages of hostile clients: each is read, or refused with a {@link StreamClosedException} that repeats nothing of it.
 * {@code -Dfuzz=N} tries N inputs of each kind instead of 20,000.
 */
class MessageFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz", 20_000);
    private static final List<String> GOOD = List.of(
            "{\"type\":\"filter\",\"pattern\":\"orders-*\",\"states\":[\"Failed\",\"Pending\"]}",
            "{\"type\":\"filter\",\"pattern\":null,\"states\":null,\"more\":{\"a\":[1,2,{\"b\":null}]}}",
            "{\"type\":\"filter\"}");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "1e999999",
            "-0",
            "\\u0000",
            "\0",
            "\n",
            "\ud800",
            "\\",
            "\"type\":\"filter\",",
            "//",
            "/*",
            "NaN",
            "'",
            "<script>",
            "../",
            "%s",
            "\u202e",
            " ");

    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void everyMessageIsReadOrRefused() {
        int read = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = twisted(GOOD.get(random.nextInt(GOOD.size())));
            try {
                assertThat(ClientMessage.parse(text).filter()).isNotNull();
                read++;
            } catch (StreamClosedException refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(100).matches("[ -~]+");
            }
        }
        assertThat(read).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    @Test
    void deepAndLongMessagesAreRefused() {
        for (String piece : PIECES) {
            for (int times : new int[] {1_000, 9_000, 200_000}) {
                try {
                    assertThat(ClientMessage.parse(piece.repeat(times)).filter())
                            .isNotNull();
                } catch (StreamClosedException refused) {
                    assertThat(refused.getMessage()).hasSizeLessThan(100);
                }
            }
        }
    }

    private String twisted(String text) {
        StringBuilder twisted = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(twisted.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> twisted.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> twisted.delete(at, Math.min(twisted.length(), at + 1 + random.nextInt(8)));
                case 2 -> twisted.insert(at, (char) random.nextInt(1 << 16));
                case 3 ->
                    twisted.insert(at, PIECES.get(random.nextInt(PIECES.size())).repeat(random.nextInt(700)));
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
