// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Read numbers in decimal digits, each with its range. */
final class NumberConverters {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,19}(\\.\\d{1,19})?");

    private NumberConverters() {}

    /** A TCP port. */
    static final class Port implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, WHOLE, "0", "65535", "be a port, 0 to 65535").intValueExact();
        }
    }

    /** How many functions are simulated. */
    static final class Functions implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, WHOLE, "0", "100000", "be a whole number, 0 to 100000")
                    .intValueExact();
        }
    }

    /** Memory; what Lambda allows is for Lambda to say. */
    static final class Megabytes implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            return number(text, WHOLE, "1", "1000000", "be a whole number of MB, 1 to 1000000")
                    .intValueExact();
        }
    }

    /** A seed. */
    static final class Seed implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String most = Long.toString(Long.MAX_VALUE);
            String least = Long.toString(Long.MIN_VALUE);
            return number(text, WHOLE, least, most, "be a whole number of 64 bits")
                    .longValueExact();
        }
    }

    /** Calls a second. */
    static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text, DECIMAL, "0.001", "1000000", "be calls a second, 0.001 to 1000000")
                    .doubleValue();
        }
    }

    /** A part of a whole. */
    static final class Share implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return number(text, DECIMAL, "0.001", "1", "be a part such as 0.8, 0.001 to 1")
                    .doubleValue();
        }
    }

    private static BigDecimal number(String text, Pattern form, String least, String most, String rule) {
        if (form.matcher(text).matches()) {
            BigDecimal number = new BigDecimal(text);
            if (number.compareTo(new BigDecimal(least)) >= 0 && number.compareTo(new BigDecimal(most)) <= 0) {
                return number;
            }
        }
        throw new TypeConversionException(Quoted.of(text) + " must " + rule);
    }
}
