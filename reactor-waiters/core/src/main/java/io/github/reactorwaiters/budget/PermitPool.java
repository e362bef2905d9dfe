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
import reactor.core.publisher.Mono;

/**
 * Permits for the calls that one API quota counts together. Thread-safe; never blocks.
 *
 * <p>A token bucket (Bucket4j) gives a share of the quota, with a burst of a quarter of a second: at the default share
 * of 80% no window of one second then holds more calls than the quota. When the service throttles all the same, because
 * others use the account too, the rate falls to 0.7 of itself, at most once a second, and from 2 s after the last refusal
 * on rises again by 2% of the ceiling a second (additive increase, multiplicative decrease: Chiu and Jain, 1989).
 */
public final class PermitPool {
    /** The share of a quota that is used unless told otherwise. */
    public static final double DEFAULT_SHARE = 0.8;

    private static final double NANOS = 1e9;
    private static final double DECREASE = 0.7;
    private static final double INCREASE_PER_SECOND = 0.02;
    private static final double FLOOR = 0.01;
    private static final double BURST_SECONDS = 0.25;
    private static final long DECREASE_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long RECOVER_AFTER_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final String name;
    private final double quota;
    private final double ceiling;
    private final SchedulerClock clock;
    private final Object lock = new Object();
    private final PermitQueue queue;

    private @Nullable Bucket bucket;
    private double applied;
    private double rateAtThrottling;
    private long decreasedAt;
    private long recoverFrom;
    private long pausedUntil = Long.MIN_VALUE;
    private long acquired;
    private long throttled;

    /**
     * A pool that gives {@code share} of {@code quota}.
     *
     * @param name the quota's name, for status and messages
     * @param quota the service's limit in requests a second, above 0
     * @param share the part of it to use, in (0, 1]
     * @param clock the clock that refills it
     */
    public PermitPool(String name, double quota, double share, SchedulerClock clock) {
        if (!(quota > 0 && quota < 1e6)) {
            throw new IllegalArgumentException("quota of " + name + " must be above 0 and below 1,000,000/s: " + quota);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share of " + name + " must be above 0 and at most 1: " + share);
        }
        this.name = name;
        this.quota = quota;
        this.ceiling = quota * share;
        this.clock = clock;
        this.queue = new PermitQueue(this, clock);
        this.rateAtThrottling = ceiling;
        this.applied = ceiling;
    }

    /**
     * Takes up to {@code atMost} permits. Those who wait by {@link #acquire} come first: while there are any, none is
     * given.
     *
     * @return how many were there, 0 if none
     */
    public int tryAcquire(int atMost) {
        return queue.isEmpty() ? take(atMost) : 0;
    }

    /** Takes up to {@code atMost} permits, whoever else may wait. */
    int take(int atMost) {
        synchronized (lock) {
            long now = clock.nanos();
            if (atMost <= 0 || now < pausedUntil) {
                return 0;
            }
            int got = (int) bucketAt(now).tryConsumeAsMuchAsPossible(atMost);
            acquired += got;
            return got;
        }
    }

    /** As {@link #acquire(int)}, of rank 0. */
    public Mono<Void> acquire() {
        return acquire(0);
    }

    /**
     * Completes once a permit was taken: in the order of ranks, then of subscription, and before any
     * {@link #tryAcquire}.
     *
     * <p>Signals arrive on the clock's scheduler, or at once on the subscriber's thread. Cancelling gives the place up; a
     * permit already taken is spent.
     *
     * @param rank the lower, the earlier
     */
    public Mono<Void> acquire(int rank) {
        return queue.acquire(rank);
    }

    /** Nanoseconds until a permit will be there; 0 if one is there now. Takes nothing. */
    public long nanosToNext() {
        synchronized (lock) {
            long now = clock.nanos();
            if (now < pausedUntil) {
                return pausedUntil - now;
            }
            return bucketAt(now).estimateAbilityToConsume(1).getNanosToWaitForRefill();
        }
    }

    /**
     * Says that the service refused a call by throttling: the rate falls, and nothing is given until
     * {@code retryAfter} has passed.
     *
     * @param retryAfter what the service asked for, null if it did not say; more than 5 minutes counts as 5 minutes
     */
    public void throttled(@Nullable Duration retryAfter) {
        synchronized (lock) {
            long now = clock.nanos();
            if (retryAfter != null && !retryAfter.isNegative()) {
                Duration pause = retryAfter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : retryAfter;
                pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
            }
            double rate = rateAt(now);
            throttled++;
            if (throttled == 1 || now - decreasedAt >= DECREASE_EVERY_NANOS) {
                rate = Math.max(ceiling * FLOOR, rate * DECREASE);
                decreasedAt = now;
            }
            rateAtThrottling = rate;
            recoverFrom = now + RECOVER_AFTER_NANOS;
            bucketAt(now);
        }
    }

    /** What it gives now, in permits a second. */
    public double rate() {
        synchronized (lock) {
            return rateAt(clock.nanos());
        }
    }

    /** What it has done and allows now. */
    public PoolStatus status() {
        synchronized (lock) {
            long now = clock.nanos();
            long available = now < pausedUntil ? 0 : bucketAt(now).getAvailableTokens();
            return new PoolStatus(name, quota, ceiling, rateAt(now), available, acquired, throttled);
        }
    }

    private double rateAt(long now) {
        if (throttled == 0) {
            return ceiling;
        }
        double seconds = Math.max(0, now - recoverFrom) / NANOS;
        return Math.min(ceiling, rateAtThrottling + seconds * INCREASE_PER_SECOND * ceiling);
    }

    /** The bucket, set to the rate of {@code now}; a rate is applied anew once it has moved by 2%. */
    private Bucket bucketAt(long now) {
        double rate = rateAt(now);
        Bucket current = bucket;
        if (current == null) {
            TimeMeter meter = new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return clock.nanos();
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            };
            current = Bucket.builder()
                    .addLimit(bandwidth(rate))
                    .withCustomTimePrecision(meter)
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
