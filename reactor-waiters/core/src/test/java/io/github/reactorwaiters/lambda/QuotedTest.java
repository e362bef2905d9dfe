// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotedTest {
    @Test
    void whatIsReadableStays() {
        assertThat(Quoted.of("größe 注文 😀 '; $(id)")).isEqualTo("\"größe 注文 😀 '; $(id)\"");
        assertThat(Quoted.of("")).isEqualTo("\"\"");
    }

    @Test
    void whatFoolsTerminalsAndLogsIsNamedByNumber() {
        assertThat(Quoted.of("a\nb\r\u0000\u001b[31m\u009b\u202e\u2028\ufeff\ud800"))
                .isEqualTo("\"a\\u000ab\\u000d\\u0000\\u001b[31m\\u009b\\u202e\\u2028\\ufeff\\ud800\"");
        assertThat(Quoted.of("\udb40\udc01")).isEqualTo("\"\\u{e0001}\"");
    }

    @Test
    void whatIsLongIsCutBetweenCharacters() {
        assertThat(Quoted.of("x".repeat(10_000))).isEqualTo('"' + "x".repeat(80) + "...\"");
        assertThat(Quoted.of("x".repeat(79) + "😀😀")).isEqualTo('"' + "x".repeat(79) + "...\"");
        assertThat(Quoted.of("\0".repeat(80))).as("as it is shown").isEqualTo('"' + "\\u0000".repeat(13) + "...\"");
        assertThat(Quoted.inLine("x".repeat(100) + "\n")).isEqualTo("x".repeat(100) + "\\u000a");
    }
}
