// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.redis.ChangeLog.Retention;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Settings of {@link Watchers}. Not thread-safe; started watchers do not change with their builder. */
public final class WatchersBuilder {
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(1);
    private static final Duration LONGEST_TTL = Duration.ofMinutes(10);
    private static final Duration SHORTEST_AGE = Duration.ofMinutes(1);
    /** Ten years: the time so long ago must still be after 1970. */
    private static final Duration LONGEST_AGE = Duration.ofDays(3_650);

    final RedisStore store;
    List<WatchedShard> shards = List.of();
    Duration leaseTtl = Duration.ofSeconds(10);
    Retention retention = Retention.DEFAULT;
    private @Nullable Scheduler scheduler;

    WatchersBuilder(RedisStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /** What there is to watch, over all replicas; may be changed later. Default: nothing. */
    public WatchersBuilder shards(Collection<WatchedShard> shards) {
        this.shards = List.copyOf(Objects.requireNonNull(shards, "shards"));
        return this;
    }

    /**
     * After how long without a sign of life a replica's shards pass on to others, 1 s to 10 min; the same for all replicas.
     * Default: 10 s.
     */
    public WatchersBuilder leaseTtl(Duration ttl) {
        Objects.requireNonNull(ttl, "ttl");
        if (ttl.compareTo(SHORTEST_TTL) < 0 || ttl.compareTo(LONGEST_TTL) > 0) {
            throw new IllegalArgumentException("leaseTtl must be " + SHORTEST_TTL + " to " + LONGEST_TTL + ": " + ttl);
        }
        this.leaseTtl = ttl;
        return this;
    }

    /**
     * Which changes Redis keeps for clients that come back, per shard. Default: 10,000, and for 7 days.
     *
     * @param changes at least 100
     * @param age a minute to ten years
     */
    public WatchersBuilder retention(int changes, Duration age) {
        Objects.requireNonNull(age, "age");
        if (changes < 100) {
            throw new IllegalArgumentException("changes must be at least 100: " + changes);
        }
        if (age.compareTo(SHORTEST_AGE) < 0 || age.compareTo(LONGEST_AGE) > 0) {
            throw new IllegalArgumentException("age must be " + SHORTEST_AGE + " to " + LONGEST_AGE + ": " + age);
        }
        this.retention = new Retention(changes, age);
        return this;
    }

    /** The Scheduler whose clock and workers drive everything. Default: {@code Schedulers.parallel()}. */
    public WatchersBuilder scheduler(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        return this;
    }

    /** Joins the other replicas, and begins to watch its share of the shards. Does not wait for Redis. */
    public Watchers start() {
        return Watchers.start(this);
    }

    SchedulerClock clock() {
        Scheduler chosen = scheduler;
        return new SchedulerClock(chosen == null ? Schedulers::parallel : () -> chosen);
    }
}
