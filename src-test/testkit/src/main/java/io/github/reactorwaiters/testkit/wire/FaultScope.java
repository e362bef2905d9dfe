// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which calls a fault hits. Null: any, or without end. */
record FaultScope(
        @Nullable String operation,
        @Nullable String functions,
        double probability,
        @Nullable Integer times,
        Duration from,
        @Nullable Duration lasting) {

    /** Ten years: the sum of several is still within a long of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    static final FaultScope ALL = new FaultScope(null, null, 1, null, Duration.ZERO, null);

    FaultScope {
        if (operation != null) {
            requireOperation(operation);
        }
        if (functions != null) {
            requireForm("functions", functions, "[A-Za-z0-9_*-]{1,140}");
        }
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability " + probability + " is not above 0 and at most 1");
        }
        if (times != null && times < 1) {
            throw new IllegalArgumentException("times " + times + " is below 1");
        }
        requireCountable("from", from);
        if (lasting != null && requireCountable("lasting", lasting).isZero()) {
            throw new IllegalArgumentException("lasting " + lasting + " is not above 0");
        }
    }

    static Duration requireCountable(String name, Duration duration) {
        if (Objects.requireNonNull(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + " " + duration + " is negative");
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " " + duration + " is above " + LONGEST);
        }
        return duration;
    }

    static void requireOperation(String name) {
        requireForm("operation", name, "[A-Z][A-Za-z]{0,63}");
    }

    static void requireForm(String part, String value, String form) {
        if (!value.matches(form)) {
            throw new IllegalArgumentException(part + " " + Quoted.of(value) + " does not read " + form);
        }
    }

    /** Whether a function name (null: of a call about none) matches the pattern, in which * stands for any text. */
    Predicate<@Nullable String> functionFilter() {
        if (functions == null) {
            return name -> true;
        }
        StringBuilder regex = new StringBuilder();
        for (String literal : functions.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
        }
        Pattern pattern = Pattern.compile(regex.toString());
        return name -> name != null && pattern.matcher(name).matches();
    }

    FaultScope withOperation(String name) {
        return new FaultScope(name, functions, probability, times, from, lasting);
    }

    FaultScope withFunctions(String pattern) {
        return new FaultScope(operation, pattern, probability, times, from, lasting);
    }

    FaultScope withProbability(double share) {
        return new FaultScope(operation, functions, share, times, from, lasting);
    }

    FaultScope withTimes(int count) {
        return new FaultScope(operation, functions, probability, count, from, lasting);
    }

    FaultScope withFrom(Duration delay) {
        return new FaultScope(operation, functions, probability, times, delay, lasting);
    }

    FaultScope withLasting(Duration duration) {
        return new FaultScope(operation, functions, probability, times, from, duration);
    }

    /** As a fault's text form has it after the kind. */
    String text() {
        StringBuilder text = new StringBuilder();
        text.append(operation == null ? "" : "@" + operation).append(functions == null ? "" : "/" + functions);
        text.append(probability == 1 ? "" : ":" + probability).append(times == null ? "" : ":" + times + "x");
        text.append(from.isZero() ? "" : ":from=" + SpecDuration.text(from));
        return text.append(lasting == null ? "" : ":for=" + SpecDuration.text(lasting))
                .toString();
    }
}
