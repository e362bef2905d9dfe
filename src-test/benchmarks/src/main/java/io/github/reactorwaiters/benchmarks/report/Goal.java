// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.util.Locale;

/**
 * A figure to meet, and what was measured. Immutable.
 *
 * @param text what is measured, with its unit
 * @param sense on which side of the bar it must lie
 * @param bar the figure to meet
 * @param measured the figure measured; NaN, which meets nothing, if there was nothing to measure
 */
public record Goal(String text, Sense sense, double bar, double measured) {
    /** On which side of the bar a figure must lie. */
    public enum Sense {
        /** Not above the bar. */
        AT_MOST("<="),
        /** Not below the bar. */
        AT_LEAST(">="),
        /** Below the bar. */
        BELOW("<");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }
    }

    /** A figure that must not be above {@code bar}. */
    public static Goal atMost(String text, double bar, double measured) {
        return new Goal(text, Sense.AT_MOST, bar, measured);
    }

    /** A figure that must not be below {@code bar}. */
    public static Goal atLeast(String text, double bar, double measured) {
        return new Goal(text, Sense.AT_LEAST, bar, measured);
    }

    /** A figure that must be below {@code bar}. */
    public static Goal below(String text, double bar, double measured) {
        return new Goal(text, Sense.BELOW, bar, measured);
    }

    /** Whether the figure is on the right side. */
    public boolean met() {
        return switch (sense) {
            case AT_MOST -> measured <= bar;
            case AT_LEAST -> measured >= bar;
            case BELOW -> measured < bar;
        };
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s  %s: %.4g, to be %s %.4g",
                met() ? "met   " : "MISSED",
                text,
                measured,
                sense.sign,
                bar);
    }
}
