// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small fan-out, for correctness; {@link Fanout#main} measures a large one on a quiet machine. */
class FanoutTest {
    @Test
    void stalledClientsTakeNothingFromTheOthers() {
        Fanout.Result result = Fanout.measure(100, 10, 200, 50);

        assertThat(result.received()).isEqualTo(result.expected());
        assertThat(result.p99()).isLessThan(5_000);
        assertThat(result.heapMiB()).isLessThan(400);
    }
}
