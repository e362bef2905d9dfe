// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How a replica draws its permits, to the millisecond: on the virtual clock, from a bucket that answers as it is told. */
class SharedPermitsTimeTest {
    private static final int CEILING = 80;
    private static final int REPLICAS = 4;
    private static final int SHARE = CEILING / REPLICAS;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ScriptedBucket bucket = new ScriptedBucket();
    private final SharedPermits permits =
            new SharedPermits("test", CEILING, new SchedulerClock(() -> time), bucket, () -> REPLICAS);

    @BeforeEach
    void later() {
        time.advanceTimeBy(Duration.ofHours(1)); // zero is like no time else
    }

    @Test
    void aBucketThatHoldsEnoughGivesAtOnceAndWhatIsSpentIsDrawnAnew() {
        assertThat(permits.take(1)).as("the first draw").isZero();
        assertThat(permits.take(1)).isOne();
        assertThat(permits.take(1)).isOne();

        assertThat(permits.nanosToNext()).as("two were drawn and spent").isZero();
        assertThat(permits.nanosToSeveral()).isZero();
        assertThat(permits.take(1)).isZero();
        assertThat(permits.take(4)).as("each draw is of twice as many").isEqualTo(4);
        assertThat(permits.rate()).isEqualTo(CEILING);
    }

    @Test
    void afterADrawThatEmptiedTheBucketWhoSpendsSeveralWaitsUntilItHasGathered() {
        bucket.holds = 1;
        permits.take(1);
        assertThat(permits.nanosToSeveral()).as("one is there").isZero();
        assertThat(permits.take(1)).isOne();

        assertThat(permits.nanosToSeveral()).isEqualTo(TimeUnit.MICROSECONDS.toNanos(37_500));
        assertThat(permits.nanosToNext()).as("who needs one only").isZero();
        bucket.holds = 3;
        time.advanceTimeBy(Duration.ofMillis(38));
        assertThat(permits.nanosToSeveral()).isZero();
    }

    @Test
    void whatWasDrawnIsVoidAfterAnotherFiftyMilliseconds() {
        bucket.holds = 2;
        permits.take(1);
        assertThat(permits.available()).isEqualTo(2);
        time.advanceTimeBy(Duration.ofMillis(50));
        assertThat(permits.take(1)).isOne();

        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(permits.available()).isZero();
        bucket.holds = 0;
        assertThat(permits.take(1)).isZero();
    }

    @Test
    void whileItCannotBeReachedThereIsAFairShareAndItIsAskedEachSecond() {
        bucket.answers = Answers.FAIL;
        permits.take(1);
        assertThat(permits.rate()).isEqualTo(SHARE, within(1e-6));
        assertThat(permits.trouble())
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessage("Redis cannot be reached: test gives 20.0/s, this replica's share of 4");

        assertThat(takenIn(SECOND)).isBetween(SHARE - 1, SHARE);
        assertThat(takenIn(SECOND.multipliedBy(9))).isBetween(9 * SHARE - 1, 9 * SHARE + 1);
        assertThat(bucket.drawnAt).hasSizeBetween(10, 11);
        assertThat(pauses(bucket.drawnAt)).allMatch(pause -> pause >= 1_000 && pause <= 1_005);
    }

    @Test
    void onceItIsBackThereIsNoMoreThanTheShareForTwoSeconds() {
        bucket.answers = Answers.FAIL;
        takenIn(Duration.ofSeconds(3));
        bucket.answers = Answers.GIVE;
        long back = untilTold();
        assertThat(takenIn(Duration.ofMillis(1_995))).isBetween(2 * SHARE - 2, 2 * SHARE);
        assertThat(permits.rate()).isEqualTo(SHARE, within(1e-6));

        time.advanceTimeBy(Duration.ofMillis(back + 2_000 - now()));
        assertThat(permits.rate()).isEqualTo(CEILING);
        assertThat(takenIn(SECOND)).as("the bucket has no bottom").isGreaterThan(CEILING);
    }

    @Test
    void ifItIsGoneAgainMeanwhileTheTwoSecondsBeginAnew() {
        bucket.answers = Answers.FAIL;
        takenIn(Duration.ofSeconds(2));
        bucket.answers = Answers.GIVE;
        untilTold();
        takenIn(SECOND);
        bucket.answers = Answers.FAIL;
        takenIn(Duration.ofMillis(500));
        bucket.answers = Answers.GIVE;
        untilTold();

        assertThat(takenIn(Duration.ofMillis(1_995))).isBetween(2 * SHARE - 2, 2 * SHARE);
        assertThat(permits.rate()).isEqualTo(SHARE, within(1e-6));
    }

    @Test
    void anAnswerThatDoesNotComeIsWaitedForHalfASecond() {
        bucket.answers = Answers.NONE;
        permits.take(1);
        time.advanceTimeBy(PATIENCE.minusMillis(1));
        assertThat(permits.trouble()).isNull();
        assertThat(takenIn(Duration.ofMillis(1))).isZero();
        assertThat(bucket.drawnAt).as("one draw at a time").hasSize(1);

        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(permits.trouble()).isNotNull();
        assertThat(takenIn(SECOND)).isBetween(SHARE - 1, SHARE);
    }

    @Test
    void throttledTwiceWithinASecondItSlowsDownOnce() {
        bucket.answers = Answers.NONE; // by its own reckoning
        permits.throttled(null);
        time.advanceTimeBy(Duration.ofMillis(999));
        permits.throttled(null);
        assertThat(permits.rate()).isEqualTo(CEILING * 0.7, within(1e-6));

        time.advanceTimeBy(Duration.ofMillis(1));
        permits.throttled(null);
        assertThat(permits.rate()).isEqualTo(CEILING * 0.49, within(1e-6));
    }

    @Test
    void aPauseIsOfFiveMinutesAtMost() {
        permits.throttled(Duration.ofHours(3));
        assertThat(bucket.pauses).containsExactly(Duration.ofMinutes(5));
        assertThat(permits.nanosToNext()).isEqualTo(Duration.ofMinutes(5).toNanos());

        time.advanceTimeBy(Duration.ofMinutes(5).minusMillis(1));
        assertThat(permits.take(1)).isZero();
        assertThat(bucket.drawnAt).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(1));
        permits.take(1);
        assertThat(permits.take(1)).isOne();
    }

    @Test
    void whatIsNotHeardOfThrottlingIsToldAgainWithItsAgeUntilItIs() {
        bucket.answers = Answers.NONE;
        permits.throttled(Duration.ofMinutes(1));
        time.advanceTimeBy(Duration.ofMillis(1_500));
        bucket.answers = Answers.GIVE;
        bucket.rate = new SharedBucket.Rate(0.5, Duration.ofSeconds(57));
        time.advanceTimeBy(Duration.ofMinutes(10));

        assertThat(bucket.ages).containsExactly(Duration.ZERO, Duration.ofMillis(1_500), Duration.ofSeconds(3));
        assertThat(bucket.pauses)
                .containsExactly(Duration.ofMinutes(1), Duration.ofMillis(58_500), Duration.ofSeconds(57));
        assertThat(permits.rate()).isEqualTo(CEILING * 0.5, within(1e-6));
    }

    @Test
    void whatNobodyHearsOfThrottlingForAQuarterOfAMinuteIsGivenUp() {
        bucket.answers = Answers.FAIL;
        permits.throttled(null);
        permits.throttled(null);
        time.advanceTimeBy(Duration.ofMinutes(10));

        assertThat(bucket.ages)
                .as("the first, then the second and ten times more")
                .hasSize(12);
        assertThat(bucket.ages.get(11)).isEqualTo(Duration.ofSeconds(10));
    }

    /** How many a caller gets that asks for four each five milliseconds. */
    private int takenIn(Duration span) {
        int taken = 0;
        for (long step = 0; step < span.toMillis(); step += 5) {
            taken += permits.take(4);
            time.advanceTimeBy(Duration.ofMillis(5));
        }
        return taken;
    }

    /** Asks until the bucket has answered; returns when that was. */
    private long untilTold() {
        while (permits.trouble() != null) {
            time.advanceTimeBy(Duration.ofMillis(5));
            permits.take(1);
        }
        return now();
    }

    private long now() {
        return time.now(TimeUnit.MILLISECONDS);
    }

    private static List<Long> pauses(List<Long> times) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            pauses.add(times.get(i) - times.get(i - 1));
        }
        return pauses;
    }

    private enum Answers {
        GIVE,
        FAIL,
        NONE
    }

    /** Answers at once or never, and notes what it was asked and told. */
    private final class ScriptedBucket implements SharedBucket {
        final List<Long> drawnAt = new ArrayList<>();
        final List<Duration> ages = new ArrayList<>();
        final List<Duration> pauses = new ArrayList<>();
        Answers answers = Answers.GIVE;
        Rate rate = new Rate(1, Duration.ZERO);
        long holds = Long.MAX_VALUE / SharedPermits.UNITS;

        @Override
        public Mono<Drawn> draw(long most) {
            drawnAt.add(now());
            return answer(new Drawn(Math.min(most, holds * SharedPermits.UNITS), rate));
        }

        @Override
        public Mono<Rate> throttled(Duration ago, Duration pause) {
            ages.add(ago);
            pauses.add(pause);
            return answer(rate);
        }

        private <T> Mono<T> answer(T given) {
            return switch (answers) {
                case GIVE -> Mono.just(given);
                case FAIL -> Mono.error(new IllegalStateException("no connection"));
                case NONE -> Mono.never();
            };
        }
    }
}
