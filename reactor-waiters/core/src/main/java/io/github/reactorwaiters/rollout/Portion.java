// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.Quoted;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A number of functions, or a percentage of all the functions of a rollout. Immutable.
 *
 * @param amount a whole number, 0 to 2,147,483,647, or 0 to 100 percent, of at most 350 decimals
 * @param isPercent whether it is a percentage
 */
public record Portion(BigDecimal amount, boolean isPercent) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);
    /** Enough for any double; more would only take time. */
    private static final int MOST_DECIMALS = 350;

    /** Checks the range. */
    public Portion {
        BigDecimal shown = amount.round(MathContext.DECIMAL64);
        if (amount.signum() < 0 || amount.compareTo(isPercent ? HUNDRED : MOST) > 0) {
            throw new IllegalArgumentException(
                    "portion must be 0 to " + MOST + " functions, or 0% to 100%: " + shown + (isPercent ? "%" : ""));
        }
        if (amount.scale() > MOST_DECIMALS) {
            throw new IllegalArgumentException("portion must have at most " + MOST_DECIMALS + " decimals: " + shown);
        }
        if (!isPercent && amount.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("portion must be a whole number or end in %: " + shown);
        }
    }

    /** So many functions. */
    public static Portion of(int functions) {
        return new Portion(BigDecimal.valueOf(functions), false);
    }

    /** So many percent of all. */
    public static Portion percent(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must be 0 to 100: " + percent);
        }
        return new Portion(BigDecimal.valueOf(percent), true);
    }

    /**
     * Reads {@code 5} or {@code 2.5%}.
     *
     * @throws IllegalArgumentException if it reads otherwise or is out of range
     */
    public static Portion parse(String text) {
        if (!text.matches("\\d{1,9}|\\d{1,3}(\\.\\d{1,6})?%")) {
            throw new IllegalArgumentException("portion must read as 5 or 2.5% does: " + Quoted.of(text));
        }
        boolean isPercent = text.endsWith("%");
        return new Portion(new BigDecimal(isPercent ? text.substring(0, text.length() - 1) : text), isPercent);
    }

    /** How many functions of {@code total} it is, rounded up, at most {@code total}. */
    int of(long total) {
        BigDecimal functions = isPercent
                ? amount.multiply(BigDecimal.valueOf(total)).divide(HUNDRED, 0, RoundingMode.CEILING)
                : amount;
        return functions.min(BigDecimal.valueOf(total)).intValueExact();
    }

    /** Whether {@code count} of {@code total} are more than this. */
    boolean isExceededBy(int count, int total) {
        return isPercent
                ? BigDecimal.valueOf(count).multiply(HUNDRED).compareTo(amount.multiply(BigDecimal.valueOf(total))) > 0
                : BigDecimal.valueOf(count).compareTo(amount) > 0;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return amount.stripTrailingZeros().toPlainString() + (isPercent ? "%" : "");
    }
}
