// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A small fan-out in one process, for correctness; the benchmark measures a large one. */
class FanoutTest {
    private static final int CHANGES = 12 * FanoutServer.FUNCTIONS;

    @Test
    void stalledClientsTakeNothingFromTheOthers() throws Exception {
        try (FanoutServer server = new FanoutServer();
                FanoutClients clients = FanoutClients.connect(server.port(), 20, 5)) {
            until(() -> clients.ready() == 20 && server.clients() == 25);
            server.feed(CHANGES, 100);
            until(() -> clients.received() >= 20 * CHANGES);

            FanoutResult result = FanoutResult.of(20, 5, clients, CHANGES, server.merged(), 0);
            assertThat(result.received()).isEqualTo(result.expected());
            assertThat(result.missingOrTwice()).isZero();
            assertThat(result.mergedForStalled()).isPositive();
            assertThat(result.p99()).isPositive().isLessThan(5_000);
        }
    }

    @Test
    void aChangeThatAClientDidNotGetOrGotTwiceIsCounted() throws Exception {
        try (FanoutServer server = new FanoutServer();
                FanoutClients clients = FanoutClients.connect(server.port(), 3, 0)) {
            until(() -> clients.ready() == 3);
            server.feed(10, 100);
            until(() -> clients.received() >= 30);

            assertThat(FanoutResult.of(3, 0, clients, 10, 0, 0).missingOrTwice())
                    .isZero();
            assertThat(FanoutResult.of(3, 0, clients, 11, 0, 0).missingOrTwice())
                    .as("of eleven that there were, one is missing thrice")
                    .isEqualTo(3);
            assertThat(FanoutResult.of(3, 0, clients, 9, 0, 0).missingOrTwice())
                    .as("of nine that there were, one came twice thrice")
                    .isEqualTo(3);
        }
    }

    private static void until(BooleanSupplier holds) {
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> holds.getAsBoolean())
                .blockLast(Duration.ofSeconds(30));
    }
}
