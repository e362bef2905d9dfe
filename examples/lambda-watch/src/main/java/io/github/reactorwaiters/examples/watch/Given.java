// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** What an option or parameter was given: refused by its name, the rule and the value. */
final class Given {
    private Given() {}

    /** What {@code reading} makes of it; a refusal gets the name of the option. */
    static <T> T read(String option, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | TypeConversionException refused) {
            throw new IllegalArgumentException(option + ": " + Failures.message(refused), refused);
        }
    }

    /** The text, if it has this form. */
    static String text(String option, String text, Pattern form, String rule) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException(option + " must " + rule + ": " + Quoted.of(text));
        }
        return text;
    }
}
