// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.reactorwaiters.fuzz.Verdicts;
import java.util.function.Predicate;

/** Patterns of names. */
public final class PatternFuzz {
    private static final Verdicts VERDICTS = new Verdicts();
    private static final FunctionName ORDERS = FunctionName.of("orders");

    private PatternFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider input) {
        String text = input.consumeRemainingAsString();
        try {
            Predicate<FunctionName> pattern = FunctionName.matching(text);
            assertThatCode(() -> pattern.test(ORDERS)).doesNotThrowAnyException();
            VERDICTS.read();
        } catch (IllegalArgumentException refusal) {
            VERDICTS.refused(refusal);
        }
    }

    public static void fuzzerTearDown() {
        System.err.println(VERDICTS);
    }
}
