// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How an alias goes from its version to the new one. An alias that a function does not have is created on the new
 * version. Immutable.
 *
 * @param alias its name
 * @param percents the share of the new version at each step before the last, rising, in percent; the rest stays with the
 *     old one
 * @param bake how long each of these steps lasts
 */
public record AliasShift(String alias, List<Integer> percents, Duration bake) {
    /** Checks and copies. */
    public AliasShift {
        Objects.requireNonNull(percents, "percents");
        if (!alias.matches("(?!\\d+$)[a-zA-Z0-9-_]{1,128}")) {
            throw new IllegalArgumentException(
                    "alias must be 1 to 128 letters, digits, - or _, and not a number: " + Quoted.of(alias));
        }
        percents = List.copyOf(percents);
        int last = 0;
        for (int i = 0; i < percents.size(); i++) {
            int percent = percents.get(i);
            if (percent <= last || percent >= 100) {
                throw new IllegalArgumentException(
                        "percents must rise between 1 and 99: " + percents.subList(0, i + 1));
            }
            last = percent;
        }
        RolloutBuilder.requireBake(bake);
    }

    /** At once. */
    public static AliasShift allAtOnce(String alias) {
        return new AliasShift(alias, List.of(), Duration.ZERO);
    }

    /**
     * A part first, the rest after {@code bake}.
     *
     * @param percent 1 to 99
     */
    public static AliasShift canary(String alias, int percent, Duration bake) {
        return new AliasShift(alias, List.of(percent), bake);
    }

    /**
     * By equal steps, one each {@code bake}; the last one may be smaller.
     *
     * @param percent of a step, 1 to 99
     */
    public static AliasShift linear(String alias, int percent, Duration bake) {
        if (percent < 1 || percent > 99) {
            throw new IllegalArgumentException("percent must be 1 to 99: " + percent);
        }
        List<Integer> percents = IntStream.iterate(percent, at -> at < 100, at -> at + percent)
                .boxed()
                .toList();
        return new AliasShift(alias, percents, bake);
    }

    /** The share after the one of {@code percent}. */
    int after(int percent) {
        return percents.stream().filter(next -> next > percent).findFirst().orElse(100);
    }

    /** How many control-plane calls it takes: one a step, and by weights one GetAlias. */
    int calls() {
        return percents.isEmpty() ? 1 : percents.size() + 2;
    }
}
