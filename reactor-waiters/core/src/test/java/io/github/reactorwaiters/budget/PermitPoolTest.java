// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class PermitPoolTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SchedulerClock clock = new SchedulerClock(() -> time);

    private PermitPool pool(double quota, double share) {
        return new PermitPool("test", quota, share, clock);
    }

    private int takenIn(PermitPool pool, Duration span) {
        int taken = 0;
        for (long step = 0; step < span.toMillis(); step += 5) {
            taken += pool.tryAcquire(1_000);
            time.advanceTimeBy(Duration.ofMillis(5));
        }
        return taken;
    }

    @Test
    void noSecondHoldsMoreThanTheQuota() {
        PermitPool pool = pool(100, 0.8);
        time.advanceTimeBy(Duration.ofHours(1)); // the burst is full

        assertThat(takenIn(pool, Duration.ofSeconds(1))).isBetween(95, 100);
        assertThat(takenIn(pool, Duration.ofSeconds(1))).isBetween(79, 81);
    }

    @Test
    void longRunRateIsTheShareOfTheQuota() {
        PermitPool pool = pool(15, 0.8);

        assertThat(takenIn(pool, Duration.ofMinutes(5))).isBetween(3_595, 3_610);
    }

    @Test
    void whatIsLeftIsTold() {
        PermitPool pool = pool(100, 0.8);
        assertThat(pool.status().available()).isEqualTo(20);

        pool.tryAcquire(20);
        assertThat(pool.status().available()).isZero();
        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(pool.status().available()).isEqualTo(8);

        pool.throttled(Duration.ofSeconds(2));
        assertThat(pool.status().available()).as("during the pause").isZero();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(pool.status().available()).isPositive();
    }

    @Test
    void throttlingLowersTheRateOnceASecond() {
        PermitPool pool = pool(100, 0.8);
        time.advanceTimeBy(Duration.ofHours(1));

        for (int i = 0; i < 50; i++) {
            pool.throttled(null);
        }
        assertThat(pool.status().rate()).isEqualTo(56, within(1e-6));
        assertThat(pool.status().throttled()).isEqualTo(50);

        time.advanceTimeBy(Duration.ofSeconds(1));
        pool.throttled(null);
        assertThat(pool.status().rate()).isEqualTo(56 * 0.7, within(1e-6));
    }

    @Test
    void refusalWithinTheSameSecondPutsOnlyTheRecoveryOff() {
        PermitPool pool = pool(100, 0.8);
        pool.throttled(null);
        time.advanceTimeBy(Duration.ofMillis(999));
        pool.throttled(null);
        assertThat(pool.status().rate()).isEqualTo(56, within(1e-6));

        time.advanceTimeBy(Duration.ofMillis(1_901));
        assertThat(pool.status().rate())
                .as("2.9 s after the first refusal, 1.9 s after the last")
                .isEqualTo(56, within(1e-6));
        time.advanceTimeBy(Duration.ofMillis(1_099));
        assertThat(pool.status().rate())
                .as("3 s after the last refusal, 1 s into recovery")
                .isEqualTo(57.6, within(1e-6));
    }

    @Test
    void rateRecoversByTwoPercentOfTheCeilingASecondOnceThrottlingIsOverForTwo() {
        PermitPool pool = pool(100, 0.8);
        pool.throttled(null);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(pool.status().rate()).isEqualTo(56, within(1e-6));

        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(pool.status().rate()).isEqualTo(72, within(1e-6));
        assertThat(takenIn(pool, Duration.ofSeconds(1))).isBetween(70, 92);

        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(pool.status().rate()).isEqualTo(80, within(1e-6));
        assertThat(takenIn(pool, Duration.ofMinutes(1)))
                .as("a minute at full rate, and a burst")
                .isBetween(4_790, 4_820);
    }

    @Test
    void lastingThrottlingLeavesATrickle() {
        PermitPool pool = pool(100, 0.8);
        for (int i = 0; i < 600; i++) {
            pool.throttled(null);
            time.advanceTimeBy(Duration.ofSeconds(1));
        }

        assertThat(pool.status().rate()).isEqualTo(0.8, within(1e-6));
    }

    @Test
    void retryAfterIsHonoured() {
        PermitPool pool = pool(100, 0.8);
        pool.throttled(Duration.ofSeconds(7));

        assertThat(pool.tryAcquire(1)).isZero();
        assertThat(pool.nanosToNext()).isEqualTo(Duration.ofSeconds(7).toNanos());
        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(pool.nanosToNext()).isEqualTo(Duration.ofSeconds(4).toNanos());
        time.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(pool.tryAcquire(1)).isOne();
    }

    @Test
    void absurdRetryAfterCountsAsFiveMinutes() {
        PermitPool pool = pool(100, 0.8);
        pool.throttled(Duration.ofDays(365));

        assertThat(pool.nanosToNext()).isEqualTo(Duration.ofMinutes(5).toNanos());
    }

    @Test
    void acquireWaitsForThePermit() {
        StepVerifier.withVirtualTime(() -> {
                    PermitPool pool = new PermitPool(
                            "test", 1 / 600.0, 1, new SchedulerClock(reactor.core.scheduler.Schedulers::parallel));
                    return pool.acquire()
                            .thenReturn("first")
                            .concatWith(pool.acquire().thenReturn("second"));
                })
                .expectNext("first")
                .expectNoEvent(Duration.ofMinutes(9))
                .thenAwait(Duration.ofMinutes(2))
                .expectNext("second")
                .expectComplete()
                .verify(Duration.ofSeconds(5));
    }

    @Test
    void clockNeverGoesBack() {
        long[] told = {1_000};
        SchedulerClock stepped = new SchedulerClock(() -> new SteppedScheduler(() -> told[0]));
        long before = stepped.nanos();
        told[0] -= 3_600_000;
        assertThat(stepped.nanos()).isEqualTo(before);
        told[0] += 5;
        assertThat(stepped.nanos() - before).isEqualTo(Duration.ofMillis(5).toNanos());
    }

    @Test
    void rejectsQuotaAndShareOutOfRange() {
        assertThatThrownBy(() -> pool(0, 0.8))
                .hasMessageContaining("quota of test")
                .hasMessageContaining("0.0");
        assertThatThrownBy(() -> pool(Double.NaN, 0.8)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> pool(100, 1.01))
                .hasMessageContaining("share of test")
                .hasMessageContaining("1.01");
    }
}
