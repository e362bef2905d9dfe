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

            FanoutResult result =
                    FanoutResult.of(20, 5, clients.delays(), clients.received(), 20 * CHANGES, server.merged(), 0);
            assertThat(result.share()).isEqualTo(1);
            assertThat(result.merged()).as("for those who are stalled").isPositive();
            assertThat(result.p99()).isPositive().isLessThan(5_000);
        }
    }

    private static void until(BooleanSupplier holds) {
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> holds.getAsBoolean())
                .blockLast(Duration.ofSeconds(30));
    }
}
