// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Passes numbers and durations out of range, and knows which arguments there are: {@code Type.method argument}, with the
 * number of arguments where methods of one name take numbers: {@code Type.method/2 argument}.
 */
final class NumberProbe {
    static final List<Duration> NEGATIVE = List.of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
    static final List<Duration> NOT_POSITIVE = with(NEGATIVE, List.of(Duration.ZERO));
    static final List<Duration> TOO_LONG = List.of(
            Duration.ofDays(36_500).plusNanos(1), Duration.ofNanos(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
    static final List<Duration> NOT_COUNTABLE = with(TOO_LONG, NOT_POSITIVE);
    static final List<Duration> NO_PAUSE = with(TOO_LONG, NEGATIVE);

    static final List<Double> NOT_ABOVE_0 = List.of(0.0, -0.0, -1.0, Double.NaN, Double.NEGATIVE_INFINITY);
    static final List<Double> NO_QUOTA = with(NOT_ABOVE_0, List.of(1e6, Double.POSITIVE_INFINITY));
    static final List<Double> NO_SHARE = with(NOT_ABOVE_0, List.of(1.0000001, Double.POSITIVE_INFINITY));

    private static final String RULE = ".* (must|is not|is below|is above|is negative)\\b.*";

    private final Set<String> all = new TreeSet<>();
    private final Set<String> known = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    /** Of the public API in these packages, without those below them. */
    NumberProbe(String... packages) {
        List<Class<?>> types = NullProbe.publicTypes(packages);
        types.removeIf(type -> !List.of(packages).contains(type.getPackageName()));
        for (Class<?> type : types) {
            List<Executable> taking = NullProbe.callables(type).stream()
                    .filter(called -> !numbers(called).isEmpty())
                    .toList();
            for (Executable called : taking) {
                boolean overloaded = taking.stream()
                                .filter(other -> other.getName().equals(called.getName()))
                                .count()
                        > 1;
                String method = name(called) + (overloaded ? "/" + called.getParameterCount() : "");
                numbers(called).forEach(number -> all.add(method + " " + number));
            }
        }
    }

    /** The argument is refused under its own name. */
    <T> NumberProbe refuses(String argument, Consumer<T> call, List<T> values) {
        return refuses(argument, argument.substring(argument.indexOf(' ') + 1), call, values);
    }

    /** The argument is refused under the name {@code told}, such as its setter's. */
    <T> NumberProbe refuses(String argument, String told, Consumer<T> call, List<T> values) {
        known.add(argument);
        values.forEach(value -> refuse(argument, told, call, value));
        return this;
    }

    /** Whatever the number is, it is taken: {@code why}. */
    NumberProbe takesAny(String why, String... arguments) {
        assertThat(why).isNotBlank();
        known.addAll(List.of(arguments));
        return this;
    }

    /** What the library makes and others read, or what the library calls: nobody's input. */
    NumberProbe notInput(Class<?>... types) {
        for (Class<?> type : types) {
            List<String> own = all.stream()
                    .filter(argument -> argument.matches("\\Q" + name(type) + "\\E[./ ].*"))
                    .filter(argument -> !known.contains(argument))
                    .toList();
            assertThat(own).as("numbers that %s takes", type).isNotEmpty();
            known.addAll(own);
        }
        return this;
    }

    /** All were refused, none was forgotten; at least {@code least} values, so that the search itself cannot break unseen. */
    void assertAll(int least) {
        System.out.println("NumberProbe: " + all.size() + " arguments, " + tried + " values");
        assertThat(wrong).isEmpty();
        assertThat(known).as("arguments known to this test").isEqualTo(all);
        assertThat(tried).as("values tried").isGreaterThanOrEqualTo(least);
    }

    private <T> void refuse(String argument, String told, Consumer<T> call, T value) {
        tried++;
        try {
            call.accept(value);
            wrong.add(argument + " takes " + value);
        } catch (RuntimeException | OutOfMemoryError refused) {
            String message = String.valueOf(refused.getMessage());
            boolean right = refused.getClass() == IllegalArgumentException.class
                    && message.contains(told)
                    && message.matches(RULE)
                    && message.contains(value.toString())
                    && message.length() < 400;
            if (!right) {
                wrong.add(argument + " refuses " + value + " by " + refused);
            }
        }
    }

    private static List<String> numbers(Executable called) {
        return Arrays.stream(called.getParameters())
                .filter(parameter -> isNumber(parameter.getType()))
                .map(parameter -> parameter.getName())
                .toList();
    }

    private static boolean isNumber(Class<?> type) {
        return type == Duration.class
                || Number.class.isAssignableFrom(type)
                || (type.isPrimitive() && type != boolean.class && type != char.class);
    }

    private static String name(Executable called) {
        String type = name(called.getDeclaringClass());
        return called instanceof Constructor ? type : type + "." + called.getName();
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static <T> List<T> with(List<T> values, List<T> more) {
        return Stream.concat(values.stream(), more.stream()).toList();
    }
}
