// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as texts have them: {@code 200ms}, {@code 1.5s}, {@code 10m}, {@code 2h}. */
final class SpecDuration {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    private static final int LONGEST = 16;

    private SpecDuration() {}

    /** Parses {@code text}. */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new IllegalArgumentException(Quoted.of(text) + " is no duration such as 200ms, 30s or 10m");
        }
        double millis = Double.parseDouble(matcher.group(1)) * millisPer(matcher.group(2));
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    static String text(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        return duration.toMillisPart() == 0 && duration.toNanosPart() == 0
                ? duration.toSeconds() + "s"
                : Math.round(seconds * 1000) + "ms";
    }

    private static long millisPer(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
    }
}
