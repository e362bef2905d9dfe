// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.redis.RedisStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code reactor-waiters.redis.*} says. Immutable.
 *
 * @param uri the Redis to share the work over, such as rediss://user:password@host:6379; default: none, this process works alone
 * @param cluster nodes of a Redis Cluster, instead of a URI
 * @param prefix of the keys
 * @param account the client's account, twelve digits, whose functions are watched unless there are beans WatchedShard; with
 *     several of these, the injected watcher shares the budget of the one of this account and the client's region
 * @param leaseTtl after how long without a sign of life a replica is replaced, 1 s to 10 min
 */
@ConfigurationProperties("reactor-waiters.redis")
public record ReactorWaitersRedisProperties(
        @Nullable String uri,
        @DefaultValue List<String> cluster,
        @DefaultValue(RedisStore.DEFAULT_PREFIX) String prefix,
        @Nullable String account,
        @DefaultValue("10s") Duration leaseTtl) {

    /** Checks that what has a default is there; the values are checked where there is a Redis. */
    public ReactorWaitersRedisProperties {
        cluster = List.copyOf(Objects.requireNonNull(cluster, "cluster"));
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(leaseTtl, "leaseTtl");
    }

    /** A URI may hold a password. */
    @Override
    public String toString() {
        return "ReactorWaitersRedisProperties[prefix=" + prefix + ", account=" + account + ", leaseTtl=" + leaseTtl
                + "]";
    }
}
