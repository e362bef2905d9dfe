// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.reactorwaiters.fuzz.Verdicts;

/** What a watcher has learned, as JSON. */
public final class PaceFuzz {
    private static final Verdicts VERDICTS = new Verdicts();

    private PaceFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider input) {
        String text = input.consumeRemainingAsString();
        try {
            assertThat(PaceJson.read(text)).isNotNull();
            VERDICTS.read();
        } catch (IllegalArgumentException refusal) {
            VERDICTS.refused(refusal);
        }
    }

    public static void fuzzerTearDown() {
        System.err.println(VERDICTS);
    }
}
