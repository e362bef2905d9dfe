// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that hardly any option takes. */
final class BadValues {
    /** For every option and parameter there is. */
    static final List<String> OF_ANY = List.of(
            "",
            " ",
            "x".repeat(10_000),
            "a-".repeat(5_000),
            ":".repeat(10_000),
            "eu-west-1\n",
            "EU-WEST-1",
            "10S",
            "ALL",
            "größe 注文",
            "😀",
            "a\u202etxt.exe",
            "a\u0000b",
            "\u001b[31mred\u001b[0m",
            "\u009b31mred",
            "a\r\nlambda-watch: all is well",
            "a\u2028b",
            "\ud800",
            "$(id)",
            "`id`",
            "'; drop table functions; --",
            "../../etc/passwd",
            "%00",
            "{{7*7}}",
            "${env:HOME}",
            "-1",
            "0",
            "10",
            "1.5",
            "1e3",
            "0x10",
            "١٠",
            "NaN",
            "Infinity",
            "99999999999999999999",
            "-5s",
            "0s",
            "5 s",
            "9999999999h");

    private BadValues() {}

    /** Values that nearly have the option's form, each with what of it the message must show. */
    static Map<String, String> of(String option) {
        return switch (option) {
            case "--endpoint" -> shown("http://h:0", "http://h:99999", "ftp://h", "http://", "http:h", "HTTP://h");
            case "--region" -> shown("eu" + "-a".repeat(5_000) + "-1", "eu-west", "eu-west-123", "-west-1");
            case "--redis" -> hidden("redis://:secret@", "redis://u:secret@h:99999", "redis://u:secret@h:x");
            case "--account" -> shown("12345678901", "1234567890123", "１２３４５６７８９０１２");
            case "--redis-prefix" -> shown("a b", "a{b}", "a*");
            case "--shift" -> shown("canary:0:5m", "linear:100:1m", "canary:10:0s", "CANARY:10:5m", "canary:10");
            case "--waves" -> shown("101%", "-1%", "1.5", "5 %");
            case "--max-failures" -> shown("101%", "-1%");
            case "--targets" -> shown("@none-such", "@", "orders:live", "@a\u0000b", "or/ders*", "a,,b", "");
            case "--faults" ->
                shown("hang" + ":".repeat(10_000), "throttle:2", "error999", "latency=fast", "throttle@get", "hang:0x");
            case "--port" -> shown("65536", "+1", "1_000");
            case "--memory" -> shown("2147483648", "512MB");
            case "--journal" -> shown("none-such/journal", ".", "pom.xml/journal");
            case "--zip" -> shown(".", "none-such.zip");
            case "--s3" -> shown("bucket", "bucket/", "/key", "bucket/\u001b[31m", "bu/key");
            case "--env" -> shown("A=1", "=x", "1_A=x", "NO_NUL=\u0000");
            case "--function-timeout" -> shown("500ms", "999999999h");
            case "--bake", "--for", "--timeout", "--durations" -> shown("87601h", "999999999h");
            case "--token" -> hidden("short-1", "with\u0000control", "with\nline-feed", " blank-before");
            default -> Map.of();
        };
    }

    private static Map<String, String> shown(String... values) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String value : values) {
            String first = value.split("[,=]", -1)[0];
            String plain = first.replaceFirst("^@", "").replaceAll("[^\\x20-\\x7e].*", "");
            all.put(value, plain.substring(0, Math.min(40, plain.length())));
        }
        return all;
    }

    private static Map<String, String> hidden(String... values) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String value : values) {
            all.put(value, "");
        }
        return all;
    }
}
