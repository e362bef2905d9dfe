// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.util.function.Predicate;

/**
 * Which of the {@link BadValues} are good after all. An option that is not named takes none of them.
 *
 * @param accepts the values
 * @param refusal what may still be said of them in this place, a pattern
 */
record GoodValues(Predicate<String> accepts, String refusal) {
    private static final GoodValues NONE = of("");
    private static final String NOTHING = "(?!)";

    static GoodValues of(String command, String option) {
        return switch (option) {
            // A function of any name may exist.
            case "NAME", "PATTERN", "--targets" -> of("[a-zA-Z0-9-_]{1,64}");
            case "--alias" -> of("(?!\\d+$)[a-zA-Z0-9-_]{1,128}");
            // What else these may be is for Lambda to say.
            case "--handler" -> of("[^\\s\\p{C}]{1,128}");
            case "--memory" -> of("10");
            case "--waves", "--max-failures" -> of("0|10");
            case "--seed" -> of("-?\\d{1,3}");
            case "--functions" -> of("0|10");
            case "--get-rps", "--control-rps" -> of("10|1\\.5");
            case "--port" -> new GoodValues(value -> value.matches("0|10"), ".*--port 10 is taken or not allowed.*");
            case "--token" -> new GoodValues(GoodValues::isToken, NOTHING);
            case "--journal" -> new GoodValues(GoodValues::isFileName, ".*must name a file.*");
            case "--redis-prefix" -> new GoodValues(value -> value.matches("[a-zA-Z0-9._:-]{1,64}"), NOTHING);
            case "--endpoint", "--profile" ->
                command.equals("demo") || command.equals("simulate") ? new GoodValues(value -> true, NOTHING) : NONE;
            default -> NONE;
        };
    }

    /** A header can carry it: any text, of any script. */
    private static boolean isToken(String value) {
        return value.length() >= 8
                && value.length() <= 1_024
                && value.equals(value.strip())
                && value.chars().noneMatch(Character::isISOControl);
    }

    /** Nearly anything is a file name; which letters are is for the file system to say. */
    private static boolean isFileName(String value) {
        return !value.isBlank() && value.length() <= 255 && value.chars().noneMatch(each -> each == 0 || each == '/');
    }

    private static GoodValues of(String form) {
        return new GoodValues(value -> !form.isEmpty() && value.matches(form), NOTHING);
    }
}
