// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 10m} and {@code 1h}. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** Ten years. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refusal(text, "is no duration such as 500ms, 30s, 10m or 1h");
        }
        long count = Long.parseLong(form.group(1));
        if (count == 0) {
            throw refusal(text, "must be longer than zero");
        }
        Duration read =
                switch (form.group(2)) {
                    case "ms" -> Duration.ofMillis(count);
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofHours(count);
                };
        if (read.compareTo(LONGEST) > 0) {
            throw refusal(text, "must be at most " + LONGEST.toHours() + "h");
        }
        return read;
    }

    /** Reads durations of whole seconds. */
    static final class Seconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Duration read = new DurationConverter().convert(text);
            if (!read.equals(Duration.ofSeconds(read.toSeconds())) || read.toSeconds() > Integer.MAX_VALUE) {
                throw refusal(text, "must be whole seconds, at most " + Integer.MAX_VALUE);
            }
            return read;
        }
    }

    private static TypeConversionException refusal(String text, String rule) {
        return new TypeConversionException(Quoted.of(text) + " " + rule);
    }
}
