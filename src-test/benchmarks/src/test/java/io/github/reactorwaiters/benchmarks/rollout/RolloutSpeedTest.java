// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A few functions over HTTP, for correctness; the benchmark measures many. */
class RolloutSpeedTest {
    private static final int FUNCTIONS = 20;
    private static final byte[] ZIP = "PK new code".getBytes(StandardCharsets.UTF_8);
    private static final LeastTime LEAST = new LeastTime(10, 20);

    @Test
    void aPacedLoopReleasesAllAndIsNeverRefused() throws Exception {
        try (Account account = new Account(FUNCTIONS, 1, 0, 100)) {
            Contender.Ending ending =
                    loop("paced-loop", Duration.ofMinutes(2)).rollOut(account.endpoint(), account.names(), ZIP, true);

            assertThat(ending.failed()).isZero();
            assertThat(ending.stopped()).isFalse();
            assertThat(account.updated()).isEqualTo(FUNCTIONS);
            assertThat(account.refused()).isZero();
            assertThat(ending.seconds()).isGreaterThan((3 * FUNCTIONS - 1) / 15.0);
        }
    }

    @Test
    void aLoopWhoseTimeIsUpSaysSoAndIsNotChargedWithItsClientsClosing() throws Exception {
        try (Account account = new Account(FUNCTIONS, 1, 0, 0.1)) {
            long start = System.nanoTime();
            Contender.Ending ending = loop("waiter-loop", Duration.ofMillis(100))
                    .rollOut(account.endpoint(), account.names(), ZIP, false);

            assertThat(ending.stopped()).isTrue();
            assertThat(ending.failed()).isEqualTo(FUNCTIONS);
            double closed = (System.nanoTime() - start) / 1e9;
            assertThat(closed - ending.seconds()).as("a client's closing, 2 s").isGreaterThan(1);
        }
    }

    @Test
    void onlyWhoDidTheWorkIsHeldAgainstTheLeastTime() {
        assertThat(row(new Contender.Ending(22, 0, false), FUNCTIONS)).containsSubsequence("22.0", "120.0%", "10.0%");
        assertThat(row(new Contender.Ending(22, 1, false), FUNCTIONS)).containsSubsequence("22.0", "–", "–");
        assertThat(row(new Contender.Ending(22, 0, false), FUNCTIONS - 1)).containsSubsequence("22.0", "–", "–");
        assertThat(row(new Contender.Ending(22, 3, true), FUNCTIONS)).containsSubsequence("22.0", "stopped", "stopped");
    }

    private static List<String> row(Contender.Ending ending, int updated) {
        return new SpeedResult("any", false, FUNCTIONS, ending, LEAST, updated, 0, 0).row();
    }

    private static Contender loop(String label, Duration limit) {
        return WaiterLoop.all(limit).stream()
                .filter(loop -> loop.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
