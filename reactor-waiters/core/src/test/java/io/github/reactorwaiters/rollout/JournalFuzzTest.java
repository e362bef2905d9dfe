// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Twists;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a journal that something has damaged: read, or refused in one short line. {@code -Dfuzz=N} tries N inputs. */
class JournalFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz", 20_000);
    private static final Instant AT = Instant.parse("2026-11-24T10:15:30Z");
    private static final FunctionName ORDERS = FunctionName.of("orders");

    @Test
    void everyLineIsAnEntryOrIsRefused() {
        List<String> good = List.of(
                line(new JournalEntry(AT, ORDERS, "1", JournalEntry.Kind.SHIFTED, null, "7", null, 10, null)),
                line(new JournalEntry(
                        AT, ORDERS, "1", JournalEntry.Kind.ENDED, "abc=", null, null, null, FunctionOutcome.UPDATED)));
        Twists twists = new Twists(7);
        int entries = 0;
        for (int i = 0; i < INPUTS; i++) {
            try {
                JournalEntry entry = JournalLine.parse(twists.of(good));
                assertThat(JournalLine.parse(line(entry))).isEqualTo(entry);
                entries++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage())
                        .isNotBlank()
                        .hasSizeLessThan(400)
                        .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
                assertThat(refused).hasNoCause();
            }
        }
        assertThat(entries).isBetween(INPUTS / 100, INPUTS - INPUTS / 100);
    }

    private static String line(JournalEntry entry) {
        return new String(JournalLine.of(entry), StandardCharsets.UTF_8).strip();
    }
}
