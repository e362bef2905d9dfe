// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.NumberProbe.NOT_COUNTABLE;
import static io.github.reactorwaiters.system.NumberProbe.NO_PAUSE;
import static io.github.reactorwaiters.system.NumberProbe.NO_QUOTA;
import static io.github.reactorwaiters.system.NumberProbe.NO_SHARE;

import io.github.reactorwaiters.redis.ApiQuotas;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.redis.WatchersBuilder;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.ChangeHubBuilder;
import io.github.reactorwaiters.web.StreamStart;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.github.reactorwaiters.web.server.DashboardServerBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** As {@link BadNumbersTest}, of the servers and of what they share. */
class ServerBadNumbersTest {
    private static final String BASE = "io.github.reactorwaiters";
    private static final List<Integer> NOT_FROM_1 = List.of(0, -1, Integer.MIN_VALUE);

    private final VirtualFleet fleet = new VirtualFleet();

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void webRefusesThem() {
        ChangeHubBuilder hub = ChangeHub.of(fleet.watcher, Flux.never());
        try (ChangeHub started = hub.scheduler(fleet.time).start()) {
            DashboardServerBuilder server = DashboardServer.of(started);
            new NumberProbe(BASE + ".web", BASE + ".web.server")
                    .refuses(
                            "ChangeHubBuilder.recentChanges count",
                            "recentChanges",
                            hub::recentChanges,
                            List.of(0, -1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .refuses(
                            "ChangeHubBuilder.maxClients count",
                            "maxClients",
                            hub::maxClients,
                            List.of(0, -1, 100_001, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .refuses(
                            "ChangeHubBuilder.messagesPerSecond count",
                            "messagesPerSecond",
                            hub::messagesPerSecond,
                            List.of(0, -1, 1_001, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .refuses("ChangeHubBuilder.batchInterval interval", "batchInterval", hub::batchInterval, NO_PAUSE)
                    .refuses("ChangeHubBuilder.stallTimeout stall", "stallTimeout", hub::stallTimeout, NOT_COUNTABLE)
                    .refuses("ChangeHubBuilder.pingInterval interval", "pingInterval", hub::pingInterval, NOT_COUNTABLE)
                    .refuses(
                            "ChangeHubBuilder.statsInterval interval",
                            "statsInterval",
                            hub::statsInterval,
                            NOT_COUNTABLE)
                    .<Long>refuses(
                            "StreamStart head",
                            head -> new StreamStart("1", head, 0, List.of(), List.of()),
                            List.of(-1L, Long.MIN_VALUE))
                    .<Long>refuses(
                            "StreamStart forgotten",
                            forgotten -> new StreamStart("1", 0, forgotten, List.of(), List.of()),
                            List.of(-1L, Long.MIN_VALUE))
                    .refuses(
                            "DashboardServerBuilder.port port",
                            server::port,
                            List.of(-1, 65_536, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .refuses(
                            "DashboardServerBuilder.maxConnections count",
                            "maxConnections",
                            server::maxConnections,
                            NOT_FROM_1)
                    .refuses(
                            "DashboardServerBuilder.threads count",
                            "threads",
                            server::threads,
                            List.of(0, -1, 65, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .assertAll(50);
        }
    }

    @Test
    void redisRefusesThem() {
        try (RedisStore store = RedisStore.at("redis://127.0.0.1:1");
                Watchers watchers = Watchers.over(store).scheduler(fleet.time).start()) {
            WatchersBuilder builder = Watchers.over(store);
            new NumberProbe(BASE + ".redis")
                    .refuses("WatchersBuilder.leaseTtl ttl", "leaseTtl", builder::leaseTtl, NOT_COUNTABLE)
                    .<Integer>refuses(
                            "WatchersBuilder.retention changes",
                            changes -> builder.retention(changes, Duration.ofDays(7)),
                            List.of(0, -1, 99, Integer.MIN_VALUE))
                    .<Duration>refuses(
                            "WatchersBuilder.retention age", age -> builder.retention(100, age), NOT_COUNTABLE)
                    .<Integer>refuses(
                            "Watchers.hub recentChanges",
                            count -> watchers.hub(hub -> hub, count),
                            List.of(0, -1, 1_000_001, Integer.MIN_VALUE, Integer.MAX_VALUE))
                    .<Double>refuses("ApiQuotas getFunction", quota -> new ApiQuotas(quota, 15, 0.8), NO_QUOTA)
                    .<Double>refuses("ApiQuotas controlPlane", quota -> new ApiQuotas(100, quota, 0.8), NO_QUOTA)
                    .<Double>refuses("ApiQuotas share", share -> new ApiQuotas(100, 15, share), NO_SHARE)
                    .assertAll(35);
        }
    }
}
