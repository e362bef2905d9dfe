// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AdaptivePaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private final AdaptivePace pace = AdaptivePace.create();

    private record Key(Phase phase, long lastReading, long phaseSince, int waits, boolean listed, int salt)
            implements Observed {}

    private static Key key(Phase phase, long ageSeconds) {
        return new Key(phase, ageSeconds * SECOND, 0, 0, false, 0);
    }

    private double pauseSeconds(Observed key) {
        return (pace.eligibleAt(key) - key.lastReading()) / (double) SECOND;
    }

    @Test
    void unreadKeyIsEligibleAtOnce() {
        assertThat(pace.eligibleAt(new Key(Phase.UNREAD, 0, 42, 0, false, 7))).isEqualTo(42);
    }

    @Test
    void transitionIsPolledByAQuarterOfItsAgeWithinBounds() {
        assertThat(pauseSeconds(key(Phase.RUNNING, 0))).isBetween(0.45, 0.55);
        assertThat(pauseSeconds(key(Phase.RUNNING, 8))).isBetween(1.8, 2.2);
        assertThat(pauseSeconds(key(Phase.RUNNING, 600))).isBetween(9.0, 11.0);
    }

    @Test
    void settledPauseGrowsToItsCeiling() {
        assertThat(pauseSeconds(key(Phase.SETTLED, 0))).isBetween(1.8, 2.2);
        assertThat(pauseSeconds(key(Phase.SETTLED, 100))).isBetween(22.5, 27.5);
        assertThat(pauseSeconds(key(Phase.SETTLED, 86_400))).isBetween(54.0, 66.0);
    }

    @Test
    void listedKeysArePolledMoreRarely() {
        assertThat(pauseSeconds(new Key(Phase.SETTLED, 86_400 * SECOND, 0, 0, true, 0)))
                .isBetween(3_240.0, 3_960.0);
    }

    @Test
    void awaitedKeyIsPolledAsOneInTransition() {
        assertThat(pauseSeconds(new Key(Phase.SETTLED, 8 * SECOND, 0, 1, true, 0)))
                .isBetween(1.8, 2.2);
    }

    @Test
    void jitterSpreadsOverTheWholeBandWithoutBias() {
        double[] pauses = LongStream.range(0, 10_000)
                .mapToDouble(salt -> pauseSeconds(new Key(Phase.RUNNING, 8 * SECOND, 0, 0, false, (int) salt)))
                .toArray();
        assertThat(java.util.Arrays.stream(pauses).min().orElseThrow()).isBetween(1.8, 1.81);
        assertThat(java.util.Arrays.stream(pauses).max().orElseThrow()).isBetween(2.19, 2.2);
        assertThat(java.util.Arrays.stream(pauses).average().orElseThrow()).isBetween(1.995, 2.005);
    }

    @Test
    void whenPermitsAreShortTheMostOverdueGoesFirstAndAwaitedOnesCountDouble() {
        Key young = key(Phase.RUNNING, 0);
        Key old = new Key(Phase.RUNNING, 0, -40 * SECOND, 0, false, 0);
        Key awaited = new Key(Phase.RUNNING, 0, 0, 1, false, 0);
        long now = 10 * SECOND;
        assertThat(pace.value(young, now)).isGreaterThan(pace.value(old, now));
        assertThat(pace.value(awaited, now)).isEqualTo(2 * pace.value(young, now));
    }

    @Test
    void rejectsCeilingBelowFloor() {
        assertThatThrownBy(() -> pace.withRunning(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("runningCeiling")
                .hasMessageContaining("PT1S");
        assertThatThrownBy(() -> pace.withSettled(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("settledFloor");
    }
}
