// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PaceLimitsTest {
    private final PaceLimits limits = PaceLimits.defaults();

    @Test
    void defaultsAreThoseDocumented() {
        assertThat(limits)
                .isEqualTo(new PaceLimits(
                        Duration.ofMillis(15),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofMinutes(1)));
    }

    @Test
    void eachMethodChangesItsOwnLimits() {
        Duration other = Duration.ofSeconds(77);
        assertThat(limits.withFloor(other).floor()).isEqualTo(other);
        assertThat(limits.withLeastPause(Duration.ofSeconds(7)).leastPause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(limits.withRunningCeiling(other).runningCeiling()).isEqualTo(other);
        assertThat(limits.withUnreadable(other).unreadable()).isEqualTo(other);
        PaceLimits settled = limits.withSettledCeilings(other, Duration.ofHours(9));
        assertThat(settled.settledCeiling()).isEqualTo(other);
        assertThat(settled.listedCeiling()).isEqualTo(Duration.ofHours(9));
        assertThat(settled.withSettledCeilings(limits.settledCeiling(), limits.listedCeiling()))
                .isEqualTo(limits);
    }

    @Test
    void limitOutOfRangeIsNamedWithRuleAndValue() {
        assertRejected(() -> limits.withFloor(Duration.ZERO), "floor must be at least PT0.000000001S: PT0S");
        assertRejected(
                () -> limits.withLeastPause(Duration.ofNanos(999_999)),
                "leastPause must be at least PT0.001S: PT0.000999999S");
        assertRejected(
                () -> limits.withRunningCeiling(Duration.ofMillis(249)),
                "runningCeiling must be at least PT0.25S: PT0.249S");
        assertRejected(
                () -> limits.withSettledCeilings(Duration.ofMillis(-1), Duration.ofHours(1)),
                "settledCeiling must be at least PT0.25S: PT-0.001S");
        assertRejected(
                () -> limits.withSettledCeilings(Duration.ofHours(2), Duration.ofHours(1)),
                "listedCeiling must be at least PT2H: PT1H");
        assertRejected(() -> limits.withUnreadable(Duration.ZERO), "unreadable must be at least PT0.25S: PT0S");
    }

    private static void assertRejected(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
