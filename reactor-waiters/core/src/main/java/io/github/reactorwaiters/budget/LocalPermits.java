// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Permits of this process alone: a token bucket with a burst of a quarter of a second, whose rate falls to 0.7 of itself when
 * the service throttles, at most once a second, and from 2 s after the last refusal on rises again by 2% of the ceiling a
 * second.
 */
final class LocalPermits implements PermitSource {
    private static final double NANOS = 1e9;
    private static final double DECREASE = 0.7;
    private static final double INCREASE_PER_SECOND = 0.02;
    private static final double FLOOR = 0.01;
    private static final double BURST_SECONDS = 0.25;
    private static final long DECREASE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long RECOVER_AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final double ceiling;
    private final SchedulerClock clock;
    private final Object lock = new Object();

    /** The time of the question that is being answered: one look at the clock does for it. */
    private long time;

    private final TimeMeter timeMeter = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return time;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };

    private @Nullable Bucket bucket;
    private double applied;
    private double rateAtThrottling;
    private boolean hasThrottled;
    private long decreasedAt;
    private long recoverFrom;
    private long pausedUntil = Long.MIN_VALUE;

    LocalPermits(double ceiling, SchedulerClock clock) {
        this.ceiling = ceiling;
        this.clock = clock;
        this.rateAtThrottling = ceiling;
        this.applied = ceiling;
    }

    @Override
    public int take(int atMost) {
        synchronized (lock) {
            long now = clock.nanos();
            if (atMost <= 0 || now < pausedUntil) {
                return 0;
            }
            return (int) bucketAt(now).tryConsumeAsMuchAsPossible(atMost);
        }
    }

    @Override
    public long nanosToNext() {
        synchronized (lock) {
            long now = clock.nanos();
            if (now < pausedUntil) {
                return pausedUntil - now;
            }
            return bucketAt(now).estimateAbilityToConsume(1).getNanosToWaitForRefill();
        }
    }

    @Override
    public void throttled(@Nullable Duration retryAfter) {
        synchronized (lock) {
            long now = clock.nanos();
            if (retryAfter != null && !retryAfter.isNegative()) {
                Duration pause = retryAfter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : retryAfter;
                pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
            }
            double rate = rateAt(now);
            if (!hasThrottled || now - decreasedAt >= DECREASE_EVERY_NANOS) {
                rate = Math.max(ceiling * FLOOR, rate * DECREASE);
                decreasedAt = now;
            }
            hasThrottled = true;
            rateAtThrottling = rate;
            recoverFrom = now + RECOVER_AFTER_NANOS;
            bucketAt(now);
        }
    }

    @Override
    public long available() {
        synchronized (lock) {
            long now = clock.nanos();
            // Asked rarely, and so by the question that is asked often: the JVM has compiled that one well.
            return now < pausedUntil
                    ? 0
                    : bucketAt(now).estimateAbilityToConsume(1).getRemainingTokens();
        }
    }

    @Override
    public double rate() {
        synchronized (lock) {
            return hasThrottled ? rateAt(clock.nanos()) : ceiling;
        }
    }

    private double rateAt(long now) {
        if (!hasThrottled) {
            return ceiling;
        }
        double seconds = Math.max(0, now - recoverFrom) / NANOS;
        return Math.min(ceiling, rateAtThrottling + seconds * INCREASE_PER_SECOND * ceiling);
    }

    /** The bucket, set to the rate of {@code now}; a rate is applied anew once it has moved by 2%. */
    private Bucket bucketAt(long now) {
        time = now;
        double rate = rateAt(now);
        Bucket current = bucket;
        if (current == null) {
            current = Bucket.builder()
                    .addLimit(bandwidth(rate))
                    .withCustomTimePrecision(timeMeter)
                    .build();
            bucket = current;
            applied = rate;
        } else if (Math.abs(rate - applied) >= applied * 0.02 || (rate == ceiling && applied != ceiling)) {
            current.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(bandwidth(rate)).build(), TokensInheritanceStrategy.AS_IS);
            applied = rate;
        }
        return current;
    }

    private static Bandwidth bandwidth(double rate) {
        return Bandwidth.builder()
                .capacity(Math.max(1, Math.round(rate * BURST_SECONDS)))
                .refillGreedy(1, Duration.ofNanos((long) Math.ceil(NANOS / rate)))
                .build();
    }
}
