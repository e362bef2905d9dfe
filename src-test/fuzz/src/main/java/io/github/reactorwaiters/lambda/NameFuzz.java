// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.reactorwaiters.fuzz.Verdicts;

/** Names and ARNs. */
public final class NameFuzz {
    private static final Verdicts VERDICTS = new Verdicts();

    private NameFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider input) {
        String text = input.consumeRemainingAsString();
        try {
            FunctionName name = FunctionName.of(text);
            assertThat(name.value()).isEqualTo(text);
            assertThat(name.name()).matches("[a-zA-Z0-9-_]{1,64}");
            assertThat(text).contains(name.name());
            VERDICTS.read();
        } catch (IllegalArgumentException refusal) {
            VERDICTS.refused(refusal);
        }
    }

    public static void fuzzerTearDown() {
        System.err.println(VERDICTS);
    }
}
