// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.ControlPlane;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.PaceJson;
import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.metrics.WatcherMetrics;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.redis.WatchersBuilder;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Portion;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutBuilder;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.web.AccessPolicy;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.ChangeHubBuilder;
import io.github.reactorwaiters.web.Page;
import io.github.reactorwaiters.web.StreamStart;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.github.reactorwaiters.web.server.DashboardServerBuilder;
import io.lettuce.core.RedisURI;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Null for each argument of each method of the public API that takes none: refused at the call, by its name. */
class NullArgumentsTest {
    private static final String BASE = "io.github.reactorwaiters";

    private final VirtualFleet fleet = new VirtualFleet();
    private final NullProbe probe = NullSamples.probe(fleet);

    @AfterEach
    void close() {
        fleet.close();
    }

    /** Where users begin; the core's other public types are values that it makes itself. */
    @Test
    void coreRefusesNullInWords() throws ReflectiveOperationException {
        probe.receiver(FunctionWatcher.class, () -> fleet.watcher)
                .receiver(FunctionWatcherBuilder.class, FunctionWatcher::builder)
                .receiver(ControlPlane.class, fleet.watcher::controlPlane)
                .receiver(FunctionName.class, () -> NullSamples.ORDERS)
                .receiver(PaceLimits.class, PaceLimits::defaults)
                .receiver(ApiBudget.class, fleet.watcher::budget)
                .receiver(RolloutBuilder.class, () -> Rollout.builder(fleet.watcher))
                .receiver(CodeSource.class, () -> CodeSource.image("registry/orders:1"))
                .receiver(FunctionChange.class, () -> NullSamples.CHANGE)
                .refusesNull(
                        List.of(
                                FunctionWatcher.class,
                                FunctionWatcherBuilder.class,
                                ControlPlane.class,
                                FunctionName.class,
                                Quoted.class,
                                PaceJson.class,
                                PaceLimits.class,
                                ApiBudget.class,
                                Rollout.class,
                                RolloutBuilder.class,
                                RolloutJournal.class,
                                Target.class,
                                Portion.class,
                                AliasShift.class,
                                CodeSource.class,
                                FunctionChange.class),
                        75);
    }

    @Test
    void metricsRefuseNullInWords() throws ReflectiveOperationException {
        probe.receiver(WatcherMetrics.class, () -> WatcherMetrics.of(fleet.watcher))
                .refusesNull(NullProbe.publicTypes(BASE + ".metrics"), 3);
    }

    @Test
    void webRefusesNullInWords() throws ReflectiveOperationException {
        JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new StringWriter());
        try (ChangeHub hub =
                ChangeHub.of(fleet.watcher, Flux.never()).scheduler(fleet.time).start()) {
            probe.sample(ChangeFilter.class, ChangeFilter.all())
                    .sample(JsonGenerator.class, json)
                    .receiver(ChangeHub.class, () -> hub)
                    .receiver(ChangeHubBuilder.class, () -> ChangeHub.of(fleet.watcher, Flux.never()))
                    .receiver(AccessPolicy.class, () -> new AccessPolicy(null, Set.of(), true))
                    .receiver(ChangeFilter.class, ChangeFilter::all)
                    .receiver(Page.class, Page::load)
                    .receiver(StreamStart.class, () -> new StreamStart("1", 0, 0, List.of(), List.of()))
                    .receiver(DashboardServerBuilder.class, () -> DashboardServer.of(hub))
                    .refusesNull(NullProbe.publicTypes(BASE + ".web.."), 35);
        }
    }

    @Test
    void redisRefusesNullInWords() throws ReflectiveOperationException {
        Shard shard = new Shard("123456789012", "eu-west-1");
        WatchedShard watched = WatchedShard.of(shard, AnonymousCredentialsProvider.create());
        try (RedisStore store = RedisStore.at("redis://127.0.0.1:1");
                Watchers watchers = Watchers.over(store).scheduler(fleet.time).start()) {
            probe.sample(Shard.class, shard)
                    .sample(AwsCredentialsProvider.class, AnonymousCredentialsProvider.create())
                    .sample(RedisURI.class, RedisURI.create("redis://127.0.0.1:1"))
                    .sample(io.github.reactorwaiters.redis.ApiQuotas.class, watched.quotas())
                    .receiver(RedisStore.class, () -> store)
                    .receiver(WatchedShard.class, () -> watched)
                    .receiver(WatchersBuilder.class, () -> Watchers.over(store))
                    .receiver(Watchers.class, () -> watchers)
                    .refusesNull(NullProbe.publicTypes(BASE + ".redis.."), 20);
        }
    }
}
