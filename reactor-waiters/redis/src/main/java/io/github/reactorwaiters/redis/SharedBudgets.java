// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** The budgets of all shards, each shared with the other replicas. Thread-safe. */
final class SharedBudgets implements Disposable {
    private final RedisStore store;
    private final SchedulerClock clock;
    private final IntSupplier replicas;
    private final Mono<AsyncProxyManager<String>> buckets;
    private final Map<Shard, Pools> pools = new ConcurrentHashMap<>();

    /** All there were: whoever has a budget of other quotas may still use it. */
    private final Disposable.Composite permits = Disposables.composite();

    /** A shard's budget for whoever calls, and where its permits come from. */
    private record Pools(ApiQuotas quotas, Pool getFunction, Pool controlPlane, ApiBudget budget) {}

    private record Pool(RedisBucket bucket, SharedPermits permits) {}

    SharedBudgets(RedisStore store, SchedulerClock clock, IntSupplier replicas) {
        this.store = store;
        this.clock = clock;
        this.replicas = replicas;
        this.buckets = store.connections().buckets(new WallClock(clock));
    }

    /** For calls that any replica may make. The quotas of the latest call count, also for who has asked before. */
    ApiBudget budget(Shard shard, ApiQuotas quotas) {
        return pools(shard, quotas).budget();
    }

    /** The same, for the calls of the shard's new owner, whose quotas count: none once its lease is over. */
    ApiBudget budget(ShardLease lease, ApiQuotas quotas) {
        Pools shared = pools(lease.shard(), quotas);
        shared.getFunction().bucket().configureAgain();
        shared.controlPlane().bucket().configureAgain();
        return ApiBudget.of(
                shared.quotas()
                        .getFunctionPool(
                                clock, new LeasedPermits(shared.getFunction().permits(), lease)),
                shared.quotas()
                        .controlPlanePool(
                                clock, new LeasedPermits(shared.controlPlane().permits(), lease)),
                clock);
    }

    @Override
    public void dispose() {
        permits.dispose();
    }

    private Pools pools(Shard shard, ApiQuotas quotas) {
        return pools.compute(shard, (key, known) -> {
            if (known != null && known.quotas().equals(quotas)) {
                return known;
            }
            Pool get = pool(shard, ApiBudget.GET_FUNCTION, quotas.getFunction() * quotas.share());
            Pool others = pool(shard, ApiBudget.CONTROL_PLANE, quotas.controlPlane() * quotas.share());
            return new Pools(
                    quotas,
                    get,
                    others,
                    ApiBudget.of(
                            quotas.getFunctionPool(clock, get.permits()),
                            quotas.controlPlanePool(clock, others.permits()),
                            clock));
        });
    }

    private Pool pool(Shard shard, String name, double ceiling) {
        RedisBucket bucket = new RedisBucket(store, buckets, clock, shard, name, ceiling);
        SharedPermits drawn = new SharedPermits(name, ceiling, clock, bucket, replicas);
        permits.add(drawn);
        return new Pool(bucket, drawn);
    }

    /** Permits for as long as the lease is held. */
    private record LeasedPermits(PermitSource source, ShardLease lease) implements PermitSource {
        private static final long ENDED = Duration.ofSeconds(1).toNanos();

        @Override
        public int take(int atMost) {
            return lease.isValid() ? source.take(atMost) : 0;
        }

        @Override
        public long nanosToNext() {
            return lease.isValid() ? source.nanosToNext() : ENDED;
        }

        @Override
        public long nanosToSeveral() {
            return lease.isValid() ? source.nanosToSeveral() : ENDED;
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {
            source.throttled(retryAfter);
        }

        @Override
        public long available() {
            return lease.isValid() ? source.available() : 0;
        }

        @Override
        public double rate() {
            return source.rate();
        }

        @Override
        public boolean isOpen() {
            return lease.isValid();
        }

        @Override
        public @Nullable Throwable trouble() {
            return source.trouble();
        }
    }

    /** The wall time, which replicas have in common, as far as their clocks agree. */
    private record WallClock(SchedulerClock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.scheduler().now(TimeUnit.MILLISECONDS));
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
