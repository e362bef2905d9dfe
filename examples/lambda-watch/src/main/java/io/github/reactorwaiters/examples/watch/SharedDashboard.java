// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.web.ChangeHub;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** A dashboard that shows what several processes watch together. */
final class SharedDashboard implements AutoCloseable {
    private static final Duration REACH_REDIS = Duration.ofSeconds(5);
    private static final Duration SAY_GOODBYE = Duration.ofMillis(500);
    private static final int RECENT = 10_000;

    private final RedisStore store;
    private final Watchers watchers;
    private final Dashboard dashboard;

    private SharedDashboard(RedisStore store, Watchers watchers, Dashboard dashboard) {
        this.store = store;
        this.watchers = watchers;
        this.dashboard = dashboard;
    }

    /**
     * Joins the others over {@code store}, which is closed in the end.
     *
     * @throws IllegalArgumentException if Redis cannot be reached, the port is taken, or the port or token is none
     */
    static SharedDashboard serve(RedisStore store, WatchedShard shard, int port, @Nullable String token) {
        Watchers watchers = Watchers.over(store).shards(List.of(shard)).start();
        try {
            ChangeHub hub = watchers.hub(settings -> settings, RECENT)
                    .blockOptional(REACH_REDIS)
                    .orElseThrow();
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            registry.gauge("lambda.watchers.replicas", watchers, Watchers::replicas);
            registry.gauge(
                    "lambda.watchers.shards", watchers, all -> all.owned().size());
            return new SharedDashboard(store, watchers, Dashboard.serve(hub, registry, port, token));
        } catch (RuntimeException failed) {
            end(watchers, store);
            throw Exceptions.unwrap(failed) instanceof IllegalArgumentException
                    ? failed
                    : new IllegalArgumentException("--redis cannot be reached: " + cause(watchers, failed), failed);
        }
    }

    String url() {
        return dashboard.url();
    }

    WatcherHealth health() {
        return watchers.health();
    }

    @Override
    public void close() {
        dashboard.close();
        end(watchers, store);
    }

    private static void end(Watchers watchers, RedisStore store) {
        watchers.leave().timeout(SAY_GOODBYE).onErrorComplete().block();
        store.close();
    }

    private static String cause(Watchers watchers, Throwable failed) {
        Throwable told = watchers.health().cause();
        return Failures.message(told == null ? failed : told);
    }
}
