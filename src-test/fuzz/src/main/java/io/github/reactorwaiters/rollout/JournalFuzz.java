// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.reactorwaiters.fuzz.Verdicts;
import java.nio.charset.StandardCharsets;

/** A line of a rollout's journal. */
public final class JournalFuzz {
    private static final Verdicts VERDICTS = new Verdicts();

    private JournalFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider input) {
        String text = input.consumeRemainingAsString();
        try {
            JournalEntry entry = JournalLine.parse(text);
            assertThat(JournalLine.parse(new String(JournalLine.of(entry), StandardCharsets.UTF_8)))
                    .isEqualTo(entry);
            VERDICTS.read();
        } catch (IllegalArgumentException refusal) {
            VERDICTS.refused(refusal);
        }
    }

    public static void fuzzerTearDown() {
        System.err.println(VERDICTS);
    }
}
