// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import io.github.reactorwaiters.fuzz.Verdicts;

/** Messages of clients over WebSockets. */
public final class MessageFuzz {
    private static final Verdicts VERDICTS = new Verdicts();

    private MessageFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider input) {
        String text = input.consumeRemainingAsString();
        try {
            assertThat(ClientMessage.parse(text).filter()).isNotNull();
            VERDICTS.read();
        } catch (StreamClosedException refusal) {
            VERDICTS.refusedBlindly(refusal);
        }
    }

    public static void fuzzerTearDown() {
        System.err.println(VERDICTS);
    }
}
