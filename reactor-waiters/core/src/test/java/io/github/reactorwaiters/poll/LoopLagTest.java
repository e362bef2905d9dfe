// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private static final long START = TimeUnit.DAYS.toNanos(20_000);

    private final LoopLag lag = new LoopLag();

    @Test
    void theLongestOfLateIsTold() {
        assertThat(lag.longest(at(0))).isZero();

        lag.fired(at(1_000), at(1_040));
        lag.fired(at(2_000), at(2_005));
        assertThat(lag.longest(at(3_000))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(40));
    }

    @Test
    void itIsForgottenAfterTwoWindows() {
        lag.fired(at(1_000), at(1_040));
        lag.fired(at(12_000), at(12_003));
        assertThat(lag.longest(at(13_000))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(40));

        lag.fired(at(23_000), at(23_001));
        assertThat(lag.longest(at(23_000))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(3));
    }

    @Test
    void aLoopThatStandsStillHasNone() {
        lag.fired(at(1_000), at(1_040));

        assertThat(lag.longest(at(60_000))).isZero();
    }

    private static long at(long millis) {
        return START + TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
