// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.util.RaceTestUtils;

class TokenBucketTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static int taken(TokenBucket bucket, long nowNanos, int attempts) {
        return (int) IntStream.range(0, attempts)
                .filter(i -> bucket.tryTake(nowNanos))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "15, 15", "15, 1", "0.5, 1", "3, 10"})
    void fullBucketGivesItsBurstAndNoMore(double perSecond, double burst) {
        TokenBucket bucket = new TokenBucket(perSecond, burst);
        assertThat(taken(bucket, 7 * SECOND, 200)).isEqualTo((int) burst);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "15, 15", "7, 7", "1, 1"})
    void aSecondRefillsOneSecondsWorth(double perSecond, double burst) {
        TokenBucket bucket = new TokenBucket(perSecond, burst);
        taken(bucket, 0, 200);
        assertThat(taken(bucket, SECOND, 200)).isEqualTo((int) perSecond);
        assertThat(taken(bucket, 10 * SECOND, 200)).isEqualTo((int) burst);
    }

    @Test
    void tokensArriveOneByOne() {
        TokenBucket bucket = new TokenBucket(10, 10);
        taken(bucket, 0, 10);
        assertThat(bucket.tryTake(SECOND / 10 - 1)).isFalse();
        assertThat(bucket.tryTake(SECOND / 10)).isTrue();
        assertThat(bucket.tryTake(SECOND / 10)).isFalse();
    }

    @Test
    void steadyUseOverAnHourGetsTheRateAndTheBurst() {
        TokenBucket bucket = new TokenBucket(15, 15);
        int taken = 0;
        for (long tick = 0; tick <= 3_600 * 100; tick++) {
            taken += taken(bucket, tick * SECOND / 100, 1);
        }
        assertThat(taken).isBetween(15 * 3_600 + 14, 15 * 3_600 + 16);
    }

    @Test
    void infiniteRateNeverRefuses() {
        assertThat(taken(new TokenBucket(Double.POSITIVE_INFINITY, 1), 5, 1_000))
                .isEqualTo(1_000);
        assertThat(taken(new TokenBucket(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY), 0, 1_000))
                .isEqualTo(1_000);
    }

    @RepeatedTest(1_000)
    void lastTokenGoesToExactlyOneOfTwoRacers() {
        TokenBucket bucket = new TokenBucket(1, 1);
        AtomicInteger winners = new AtomicInteger();
        Runnable racer = () -> winners.addAndGet(bucket.tryTake(SECOND) ? 1 : 0);
        RaceTestUtils.race(racer, racer);
        assertThat(winners).hasValue(1);
    }
}
