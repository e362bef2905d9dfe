// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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

    private final String name;
    private final double quota;
    private final double ceiling;
    private final PermitSource source;
    private final PermitQueue queue;
    private final AtomicLong acquired = new AtomicLong();
    private final AtomicLong throttled = new AtomicLong();

    /**
     * A pool that gives {@code share} of {@code quota}.
     *
     * @param name the quota's name, for status and messages
     * @param quota the service's limit in requests a second, above 0
     * @param share the part of it to use, in (0, 1]
     * @param clock the clock that refills it
     */
    public PermitPool(String name, double quota, double share, SchedulerClock clock) {
        this(name, quota, share, clock, new LocalPermits(ceiling(name, quota, share), clock));
    }

    /**
     * A pool whose permits come from {@code source}, which it alone asks.
     *
     * @param name the quota's name, for status and messages
     * @param quota the service's limit in requests a second, above 0
     * @param share the part of it that {@code source} gives, in (0, 1]
     * @param clock the clock by which it asks again
     */
    public PermitPool(String name, double quota, double share, SchedulerClock clock, PermitSource source) {
        this.name = name;
        this.quota = quota;
        this.ceiling = ceiling(name, quota, share);
        this.source = source;
        this.queue = new PermitQueue(this, clock);
    }

    private static double ceiling(String name, double quota, double share) {
        if (!(quota > 0 && quota < 1e6)) {
            throw new IllegalArgumentException("quota of " + name + " must be above 0 and below 1,000,000/s: " + quota);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share of " + name + " must be above 0 and at most 1: " + share);
        }
        return quota * share;
    }

    /**
     * Takes up to {@code atMost} permits. Those who wait by {@link #acquire} come first: while there are any, none is
     * given.
     *
     * @return how many were there, 0 if none
     */
    public int tryAcquire(int atMost) {
        if (atMost < 0) {
            throw new IllegalArgumentException("atMost must be at least 0: " + atMost);
        }
        return queue.isEmpty() ? take(atMost) : 0;
    }

    /** Takes up to {@code atMost} permits, whoever else may wait. */
    int take(int atMost) {
        int got = source.take(atMost);
        acquired.addAndGet(got);
        return got;
    }

    /** As {@link #acquire(int)}, of rank 0. */
    public Mono<Void> acquire() {
        return acquire(0);
    }

    /**
     * Completes once a permit was taken: in the order of ranks, then of subscription, and before any
     * {@link #tryAcquire}.
     *
     * <p>Signals arrive on the clock's scheduler, or on the thread of a subscriber, this one or one that comes later. Cancelling gives the place up; a
     * permit already taken is spent.
     *
     * @param rank the lower, the earlier
     */
    public Mono<Void> acquire(int rank) {
        return queue.acquire(rank);
    }

    /** Permits that it has given. */
    public long acquired() {
        return acquired.get();
    }

    /** Nanoseconds until a permit will be there; 0 if one is there now. Takes nothing. */
    public long nanosToNext() {
        return source.nanosToNext();
    }

    /** The same for who spends several together: see {@link PermitSource#nanosToSeveral}. */
    public long nanosToSeveral() {
        return source.nanosToSeveral();
    }

    /**
     * Says that the service refused a call by throttling: the rate falls, and nothing is given until
     * {@code retryAfter} has passed.
     *
     * @param retryAfter what the service asked for, null if it did not say; more than 5 minutes counts as 5 minutes
     */
    public void throttled(@Nullable Duration retryAfter) {
        throttled.incrementAndGet();
        source.throttled(retryAfter);
    }

    /** What it gives now, in permits a second. */
    public double rate() {
        return source.rate();
    }

    /** Permits that may be taken at once, as far as it knows. Takes nothing. */
    public long available() {
        return source.available();
    }

    /** What it has done and allows now. */
    public PoolStatus status() {
        return new PoolStatus(name, quota, ceiling, rate(), source.available(), acquired.get(), throttled.get());
    }

    /** Whether calls may still be sent with the permits that were taken: see {@link PermitSource#isOpen}. */
    public boolean isOpen() {
        return source.isOpen();
    }

    /** Why its source gives less than it could, or by guess, null if it does not. */
    public @Nullable Throwable trouble() {
        return source.trouble();
    }
}
