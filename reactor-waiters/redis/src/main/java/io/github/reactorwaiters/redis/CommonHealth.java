// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.poll.EngineStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The health of several watchers as that of one. */
final class CommonHealth {
    private CommonHealth() {}

    static WatcherHealth of(List<WatcherHealth> each, ShardLeases leases, @Nullable Throwable failure) {
        ShardLeases.Status standing = leases.status();
        EngineStatus engine = engine(each.stream().map(WatcherHealth::engine).toList(), leases.isDisposed());
        List<PoolStatus> pools = pools(each);
        if (leases.isDisposed()) {
            return new WatcherHealth(Status.CLOSED, null, null, engine, pools);
        }
        if (standing.trouble() != null) {
            return new WatcherHealth(Status.DEGRADED, standing.trouble(), standing.since(), engine, pools);
        }
        if (failure != null) {
            return new WatcherHealth(Status.DEGRADED, failure, null, engine, pools);
        }
        for (WatcherHealth one : each) {
            if (one.status() == Status.DEGRADED) {
                return new WatcherHealth(Status.DEGRADED, one.cause(), one.since(), engine, pools);
            }
        }
        boolean throttled = each.stream().anyMatch(one -> one.status() == Status.THROTTLED);
        return new WatcherHealth(throttled ? Status.THROTTLED : Status.HEALTHY, null, null, engine, pools);
    }

    private static EngineStatus engine(List<EngineStatus> each, boolean closed) {
        Map<String, Duration> medians = new LinkedHashMap<>();
        each.forEach(one -> medians.putAll(one.medians()));
        @Nullable Throwable rejection = null;
        @Nullable Instant rejectedSince = null;
        @Nullable Throwable lastFailure = null;
        @Nullable Instant lastFailureAt = null;
        @Nullable Throwable listingFailure = null;
        for (EngineStatus one : each) {
            if (rejection == null && one.rejection() != null) {
                rejection = one.rejection();
                rejectedSince = one.rejectedSince();
            }
            Instant failedAt = one.lastFailureAt();
            if (failedAt != null && (lastFailureAt == null || failedAt.isAfter(lastFailureAt))) {
                lastFailure = one.lastFailure();
                lastFailureAt = failedAt;
            }
            listingFailure = listingFailure == null ? one.listingFailure() : listingFailure;
        }
        return new EngineStatus(
                sum(each, EngineStatus::keys),
                sum(each, EngineStatus::running),
                sum(each, EngineStatus::inFlight),
                sum(each, EngineStatus::subscribers),
                total(each, EngineStatus::calls),
                total(each, EngineStatus::throttled),
                total(each, EngineStatus::failed),
                total(each, EngineStatus::changes),
                total(each, EngineStatus::conflated),
                total(each, EngineStatus::sweeps),
                longest(each, EngineStatus::sweepPeriod),
                longest(each, EngineStatus::loopLag),
                Double.NaN,
                medians,
                rejection,
                rejectedSince,
                lastFailure,
                lastFailureAt,
                sum(each, EngineStatus::failingKeys),
                listingFailure,
                closed);
    }

    /** Pools of the same name, added up. */
    private static List<PoolStatus> pools(List<WatcherHealth> each) {
        Map<String, PoolStatus> sums = new LinkedHashMap<>();
        for (WatcherHealth one : each) {
            for (PoolStatus pool : one.pools()) {
                sums.merge(pool.name(), pool, CommonHealth::plus);
            }
        }
        return new ArrayList<>(sums.values());
    }

    private static PoolStatus plus(PoolStatus one, PoolStatus other) {
        return new PoolStatus(
                one.name(),
                one.quota() + other.quota(),
                one.ceiling() + other.ceiling(),
                one.rate() + other.rate(),
                one.available() + other.available(),
                one.acquired() + other.acquired(),
                one.throttled() + other.throttled());
    }

    private static Duration longest(List<EngineStatus> each, Function<EngineStatus, Duration> part) {
        return each.stream().map(part).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static int sum(List<EngineStatus> each, ToIntFunction<EngineStatus> part) {
        return each.stream().mapToInt(part).sum();
    }

    private static long total(List<EngineStatus> each, ToLongFunction<EngineStatus> part) {
        return each.stream().mapToLong(part).sum();
    }
}
