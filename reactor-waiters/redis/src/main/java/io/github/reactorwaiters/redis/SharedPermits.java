// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Permits that all replicas draw from one bucket in Redis, a few at a time. What is not spent within a twentieth of a second
 * is given up, so that no replica spends late what others may have spent, too: in no second are more spent than the bucket
 * refills in 1.05 s and holds when full, which is 88% of the quota at the default share. The rest is for calls that bunch on
 * their way to the service. While Redis cannot be reached, this replica gives its fair share of the last known rate, and asks
 * again each second. Once it is back, others may not have noticed: until they have, this one draws no more than that share.
 * Thread-safe.
 */
final class SharedPermits implements PermitSource, Disposable {
    /** What a permit costs at the full rate; at a part of the rate it costs as much more. */
    static final long UNITS = 1_000;

    /** How much the bucket holds when full, as time to refill it. */
    static final double BURST_SECONDS = 0.05;

    private static final long LIFETIME = Duration.ofMillis(50).toNanos();
    private static final long SHORTEST_WAIT = Duration.ofMillis(1).toNanos();
    private static final long ASK_AGAIN = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** For a quarter of a minute: by then the rate would have recovered. */
    private static final int TELL_AGAIN = 10;

    /** By then each replica has asked again. */
    private static final long ALL_ARE_BACK = 2 * ASK_AGAIN;

    private static final double SPAN_OF_A_DRAW = 0.05;

    /** From a draw that emptied the bucket to the next, for who spends several: less than it holds, so that none is lost if a timer is late by the rest. */
    private static final long GATHERING = LIFETIME * 3 / 4;

    private static final double DECREASE = 0.7;
    private static final double FLOOR = 0.01;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final String name;
    private final double ceiling;
    private final SchedulerClock clock;
    private final SharedBucket bucket;
    private final IntSupplier replicas;
    private final Disposable.Swap drawing = Disposables.swap();
    private final Disposable.Swap telling = Disposables.swap();

    private final Object lock = new Object();
    private double part = 1;
    private long decreasedAt = Long.MIN_VALUE;
    private long pausedUntil = Long.MIN_VALUE;
    private long units;
    private long drawnAt;
    private int draw = 1;
    private boolean underWay;
    private long begunAt;
    private long notBefore = Long.MIN_VALUE;
    private long gatheredAt;
    private @Nullable PermitPool fallback;
    private long ownFrom;
    private long sharedFrom = Long.MAX_VALUE;
    private @Nullable Throwable trouble;

    /**
     * A pool's permits.
     *
     * @param name the pool's name, for messages
     * @param ceiling the most that is given, in permits a second, over all replicas
     * @param replicas how many share it, for the fallback
     */
    SharedPermits(String name, double ceiling, SchedulerClock clock, SharedBucket bucket, IntSupplier replicas) {
        this.name = name;
        this.ceiling = ceiling;
        this.clock = clock;
        this.bucket = bucket;
        this.replicas = replicas;
    }

    @Override
    public int take(int atMost) {
        synchronized (lock) {
            long now = clock.nanos();
            if (atMost <= 0 || now < pausedUntil) {
                return 0;
            }
            PermitPool own = own(now);
            if (own != null && isAway()) {
                draw(now, 1);
                return takeOwn(own, now);
            }
            if (own != null && nanosToOwn(own, now) > 0) {
                return 0;
            }
            long cost = cost();
            if (units >= cost && now - drawnAt > LIFETIME) {
                units %= cost;
                draw = 1;
            }
            int wanted = own == null ? atMost : 1;
            int got = (int) Math.min(wanted, units / cost);
            units -= got * cost;
            if (got < wanted) {
                draw(now, wanted - got);
            } else if (own != null) {
                takeOwn(own, now);
            }
            return got;
        }
    }

    @Override
    public long nanosToNext() {
        synchronized (lock) {
            long now = clock.nanos();
            if (now < pausedUntil) {
                return pausedUntil - now;
            }
            PermitPool own = own(now);
            long toOwn = own == null ? 0 : nanosToOwn(own, now);
            if (toOwn > 0 || isAway()) {
                return toOwn;
            }
            if (drawing.isDisposed()) {
                return ASK_AGAIN;
            }
            if (units >= cost() && now - drawnAt <= LIFETIME) {
                return 0;
            }
            // The longer an answer takes, the less often it is worth looking, but before what it brings is void.
            if (underWay) {
                return Math.min(LIFETIME / 4, Math.max(SHORTEST_WAIT, now - begunAt));
            }
            return now < notBefore ? notBefore - now : 0;
        }
    }

    /** What the bucket gathers meanwhile is drawn at once. Whoever needs a single permit need not wait for that. */
    @Override
    public long nanosToSeveral() {
        synchronized (lock) {
            long next = nanosToNext();
            boolean isThere = units >= cost() && next == 0;
            return isThere || fallback != null ? next : Math.max(next, gatheredAt - clock.nanos());
        }
    }

    @Override
    public void throttled(@Nullable Duration retryAfter) {
        Duration pause = retryAfter == null || retryAfter.isNegative()
                ? Duration.ZERO
                : retryAfter.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : retryAfter;
        synchronized (lock) {
            long now = clock.nanos();
            pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
            // Redis is told, and will say what it is; until then, what it will probably say.
            if (decreasedAt == Long.MIN_VALUE || now - decreasedAt >= ASK_AGAIN) {
                part = Math.max(FLOOR, part * DECREASE);
                decreasedAt = now;
            }
            PermitPool own = fallback;
            if (own != null) {
                own.throttled(retryAfter);
            }
        }
        tell();
    }

    /** Until Redis has heard it, or it is of no use any more. Whoever tells later tells the longest pause. */
    private void tell() {
        long throttledAt = clock.nanos();
        telling.update(Mono.defer(() -> {
                    long now = clock.nanos();
                    return bucket.throttled(Duration.ofNanos(now - throttledAt), Duration.ofNanos(nanosPaused(now)));
                })
                .timeout(PATIENCE, clock.scheduler())
                .retryWhen(Retry.fixedDelay(TELL_AGAIN, Duration.ofNanos(ASK_AGAIN))
                        .scheduler(clock.scheduler()))
                .subscribe(this::apply, error -> {}));
    }

    private long nanosPaused(long now) {
        synchronized (lock) {
            return now < pausedUntil ? pausedUntil - now : 0;
        }
    }

    /** What is drawn and not spent: what the bucket holds beyond that, is the other replicas', too. */
    @Override
    public long available() {
        synchronized (lock) {
            long now = clock.nanos();
            if (now < pausedUntil) {
                return 0;
            }
            PermitPool own = own(now);
            return own == null
                    ? (now - drawnAt > LIFETIME ? 0 : units / cost())
                    : own.status().available();
        }
    }

    @Override
    public double rate() {
        synchronized (lock) {
            PermitPool own = own(clock.nanos());
            return own == null ? ceiling * part : own.rate();
        }
    }

    @Override
    public @Nullable Throwable trouble() {
        synchronized (lock) {
            return trouble;
        }
    }

    @Override
    public void dispose() {
        drawing.dispose();
        telling.dispose();
    }

    /** Its own permits; null once all replicas are back, whether or not one was taken since. */
    private @Nullable PermitPool own(long now) {
        if (now >= sharedFrom) {
            fallback = null;
            sharedFrom = Long.MAX_VALUE;
        }
        return fallback;
    }

    private boolean isAway() {
        return fallback != null && sharedFrom == Long.MAX_VALUE;
    }

    private long nanosToOwn(PermitPool own, long now) {
        return Math.max(own.nanosToNext(), ownFrom - now);
    }

    /** One at a time, since a burst would come on top of what was drawn just before Redis was gone. */
    private int takeOwn(PermitPool own, long now) {
        int got = now < ownFrom ? 0 : own.tryAcquire(1);
        if (got > 0) {
            ownFrom = Math.max(ownFrom, now - LIFETIME) + (long) (1e9 / own.rate());
        }
        return got;
    }

    private long cost() {
        return Math.round(UNITS / part);
    }

    private void draw(long now, int wanted) {
        if (underWay || now < notBefore || drawing.isDisposed()) {
            return;
        }
        underWay = true;
        begunAt = now;
        // Twice as many as the last time, if those were spent: a busy pool asks less often.
        int most = (int) Math.max(1, ceiling * part * SPAN_OF_A_DRAW);
        draw = Math.min(most, Math.max(wanted, draw * 2));
        long cost = cost();
        long asked = Math.max(1, draw * cost - units);
        drawing.update(Mono.defer(() -> bucket.draw(asked))
                .timeout(PATIENCE, clock.scheduler())
                .subscribe(drawn -> drawn(drawn, asked), this::failed));
    }

    private void drawn(SharedBucket.Drawn drawn, long asked) {
        synchronized (lock) {
            underWay = false;
            trouble = null;
            apply(drawn.rate());
            units += drawn.units();
            drawnAt = clock.nanos();
            if (isAway()) {
                sharedFrom = drawnAt + ALL_ARE_BACK;
            }
            if (fallback != null) {
                draw = 0; // one at a time
            }
            gatheredAt = drawn.units() < asked ? begunAt + GATHERING : drawnAt; // else it may hold more
            // Of a slow pool it may not hold as much as a permit costs; and while it is full, what comes is lost.
            long missing = Math.min(cost() - units, SharedBucket.capacity(ceiling) * 3 / 4);
            if (missing > 0) {
                notBefore = drawnAt + (long) (missing * 1e9 / (ceiling * UNITS));
            }
        }
    }

    private void apply(SharedBucket.Rate rate) {
        synchronized (lock) {
            part = Math.min(1, Math.max(FLOOR, rate.part()));
            pausedUntil = Math.max(pausedUntil, clock.nanos() + rate.pause().toNanos());
        }
    }

    private void failed(Throwable error) {
        synchronized (lock) {
            underWay = false;
            notBefore = clock.nanos() + ASK_AGAIN;
            units = 0;
            sharedFrom = Long.MAX_VALUE;
            int sharers = Math.max(1, replicas.getAsInt());
            PermitPool own = fallback;
            if (own == null) {
                own = new PermitPool(name, ceiling * part / sharers, 1, clock);
                ownFrom = clock.nanos() + (long) (1e9 / own.rate());
                fallback = own;
            }
            if (trouble == null) {
                trouble = new RedisUnreachableException(name, own.rate(), sharers, error);
            }
        }
    }
}
