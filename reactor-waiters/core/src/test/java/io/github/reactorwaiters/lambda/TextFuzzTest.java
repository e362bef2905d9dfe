// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.reactorwaiters.pace.PaceSnapshot;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Texts made by cutting, doubling and twisting good ones: each is read, or refused with an IllegalArgumentException that
 * holds no control character and stays short. {@code -Dfuzz=N} tries N inputs of each kind instead of 20,000.
 */
class TextFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz", 20_000);
    private static final List<String> NAMES = List.of(
            "orders",
            "orders:live",
            "orders:$LATEST",
            "123456789012:function:orders",
            "arn:aws:lambda:eu-west-1:123456789012:function:orders:7",
            "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:o-r_d");
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

    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void everyTextIsANameOrIsRefused() {
        int names = 0;
        for (int i = 0; i < INPUTS; i++) {
            String text = twisted(NAMES.get(random.nextInt(NAMES.size())));
            try {
                FunctionName name = FunctionName.of(text);
                assertThat(name.value()).isEqualTo(text);
                assertThat(name.name()).matches("[a-zA-Z0-9-_]{1,64}");
                assertThat(text).contains(name.name());
                names++;
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
        assertThat(names).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    @Test
    void everyTextIsAPatternOrIsRefused() {
        FunctionName orders = FunctionName.of("orders");
        for (int i = 0; i < INPUTS; i++) {
            String text = twisted("or*d?rs-*");
            try {
                Predicate<FunctionName> pattern = FunctionName.matching(text);
                assertThatCode(() -> pattern.test(orders)).doesNotThrowAnyException();
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
    }

    @Test
    void everyTextIsAPaceOrIsRefused() {
        String good = PaceJson.write(new PaceSnapshot(PaceSnapshot.VERSION, Map.of()));
        for (int i = 0; i < INPUTS; i++) {
            try {
                assertThat(PaceJson.read(twisted(good))).isNotNull();
            } catch (IllegalArgumentException refused) {
                assertIsFitForALog(refused);
            }
        }
    }

    private static void assertIsFitForALog(IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(400).doesNotContainPattern("\\p{Cntrl}");
    }

    private String twisted(String text) {
        StringBuilder twisted = new StringBuilder(text);
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
