// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.redis.ApiQuotas;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.redis.WatchersBuilder;
import io.github.reactorwaiters.web.ChangeHub;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** What this replica watches together with others, where there is a {@link RedisStore}. */
@AutoConfiguration(
        after = ReactorWaitersRedisAutoConfiguration.class,
        before = {ReactorWaitersAutoConfiguration.class, ReactorWaitersStreamAutoConfiguration.class})
@ConditionalOnClass(RedisStore.class)
@ConditionalOnProperty(prefix = "reactor-waiters", name = "enabled", matchIfMissing = true)
@ConditionalOnBean(RedisStore.class)
@EnableConfigurationProperties(ReactorWaitersProperties.class)
public class ReactorWaitersWatchersAutoConfiguration {
    private static final Duration REACH_REDIS = Duration.ofSeconds(30);

    /** The account and region of the client, unless the application has beans {@link WatchedShard}. */
    @Bean
    @ConditionalOnMissingBean
    WatchedShard reactorWaitersShard(
            LambdaAsyncClient client, ReactorWaitersProperties properties, ReactorWaitersRedisProperties redis) {
        Shard shard = ownShard(client, redis)
                .orElseThrow(() -> new IllegalArgumentException(
                        "reactor-waiters.redis.account must be set, or beans WatchedShard be there"));
        ApiQuotas aws = ApiQuotas.DEFAULT;
        return WatchedShard.watchedBy(shard, () -> settings(client, properties))
                .withFunctions(properties.functions().stream()
                        .map(FunctionName::matching)
                        .reduce(java.util.function.Predicate::or)
                        .orElse(function -> true))
                .withQuotas(new ApiQuotas(aws.getFunction(), aws.controlPlane(), properties.budgetShare()));
    }

    /** All shards, over all replicas. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    public Watchers watchers(
            RedisStore store, ObjectProvider<WatchedShard> shards, ReactorWaitersRedisProperties properties) {
        WatchersBuilder settings =
                Watchers.over(store).shards(shards.orderedStream().toList());
        return Property.read("reactor-waiters.redis.lease-ttl", () -> settings.leaseTtl(properties.leaseTtl()))
                .start();
    }

    /** Static, so that no other bean is made early for it. */
    @Bean
    static LeavingWatchers reactorWaitersLeaving() {
        return new LeavingWatchers();
    }

    /**
     * For awaits and rollouts: out of the budget of all replicas, if the client's account and region are a shard; so they are
     * if there is but one. Else out of a budget of its own.
     */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OneClient.class)
    FunctionWatcher functionWatcher(
            LambdaAsyncClient client,
            ReactorWaitersProperties properties,
            ReactorWaitersRedisProperties redis,
            Watchers watchers,
            ObjectProvider<WatchedShard> shards) {
        List<Shard> all = shards.orderedStream().map(WatchedShard::shard).toList();
        Optional<Shard> own = all.size() == 1
                ? Optional.of(all.get(0))
                : ownShard(client, redis).filter(all::contains);
        FunctionWatcherBuilder settings = settings(client, properties);
        return own.map(shard -> settings.budget(watchers.budget(shard)))
                .orElseGet(() -> settings.budgetShare(properties.budgetShare()))
                .build();
    }

    /** A hub over the changes of all shards, whoever polls them. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    @ConditionalOnProperty(prefix = "reactor-waiters", name = "stream.enabled", havingValue = "true")
    ChangeHub changeHub(Watchers watchers, ReactorWaitersProperties properties) {
        ReactorWaitersProperties.Stream stream = properties.stream();
        return Objects.requireNonNull(watchers.hub(
                        hub -> hub.maxClients(stream.maxClients()).stallTimeout(stream.stallTimeout()),
                        stream.recentChanges())
                .block(REACH_REDIS));
    }

    /** The client's account and region, if the account is known. */
    private static Optional<Shard> ownShard(LambdaAsyncClient client, ReactorWaitersRedisProperties redis) {
        return Optional.ofNullable(redis.account())
                .map(account -> Property.read(
                        "reactor-waiters.redis.account",
                        () -> new Shard(
                                account,
                                client.serviceClientConfiguration().region().id())));
    }

    private static FunctionWatcherBuilder settings(LambdaAsyncClient client, ReactorWaitersProperties properties) {
        return FunctionWatcher.builder(client)
                .maxConcurrency(properties.maxConcurrency())
                .callTimeout(properties.callTimeout())
                .awaitTimeout(properties.awaitTimeout())
                .strict(properties.strict());
    }

    /** Whether there is one client to choose: the application's, or the one that is made later. */
    static final class OneClient extends AnyNestedCondition {
        OneClient() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnSingleCandidate(LambdaAsyncClient.class)
        static final class Chosen {}

        @ConditionalOnMissingBean(LambdaAsyncClient.class)
        static final class Made {}
    }
}
