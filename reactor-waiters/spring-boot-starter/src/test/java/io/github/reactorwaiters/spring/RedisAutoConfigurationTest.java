// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.RedisUnreachableException;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** What is made where a Redis is named; none is reached here, and none needs to be for the service to start. */
class RedisAutoConfigurationTest {
    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ReactorWaitersRedisAutoConfiguration.class,
                    ReactorWaitersWatchersAutoConfiguration.class,
                    ReactorWaitersAutoConfiguration.class))
            .withPropertyValues("reactor-waiters.region=eu-west-1");

    private final ApplicationContextRunner shared = context.withPropertyValues(
            "reactor-waiters.redis.uri=redis://127.0.0.1:1", "reactor-waiters.redis.account=123456789012");

    private final ApplicationContextRunner severalShards = context.withPropertyValues(
                    "reactor-waiters.redis.uri=redis://127.0.0.1:1")
            .withBean("dublin", WatchedShard.class, () -> shard("eu-west-1"))
            .withBean("tokyo", WatchedShard.class, () -> shard("ap-northeast-1"));

    @Test
    void withoutARedisNothingIsShared() {
        context.run(started -> assertThat(started)
                .doesNotHaveBean(RedisStore.class)
                .doesNotHaveBean(Watchers.class)
                .hasSingleBean(FunctionWatcher.class));
    }

    @Test
    void aUriIsEnough() {
        shared.withPropertyValues("reactor-waiters.redis.prefix=fleet").run(started -> {
            assertThat(started).hasSingleBean(Watchers.class).hasSingleBean(FunctionWatcher.class);
            assertThat(started.getBean(RedisStore.class).prefix()).isEqualTo("fleet");
            assertThat(started.getBean(WatchedShard.class).shard()).isEqualTo(new Shard("123456789012", "eu-west-1"));
        });
    }

    @Test
    void awaitsAndRolloutsDrawOnTheSharedBudget() {
        shared.run(started -> {
            FunctionWatcher watcher = started.getBean(FunctionWatcher.class);
            Shard shard = started.getBean(WatchedShard.class).shard();
            assertThat(watcher.budget())
                    .isSameAs(started.getBean(Watchers.class).budget(shard));
            watcher.budget().getFunction().acquire().block(Duration.ofSeconds(10));
            assertThat(watcher.health().cause()).isInstanceOf(RedisUnreachableException.class);
        });
    }

    @Test
    void theApplicationsStoreAndShardsAreUsed() {
        RedisStore own = RedisStore.at("redis://127.0.0.1:1").withPrefix("own");
        context.withBean(RedisStore.class, () -> own)
                .withBean("dublin", WatchedShard.class, () -> shard("eu-west-1"))
                .withBean("tokyo", WatchedShard.class, () -> shard("ap-northeast-1"))
                .run(started -> {
                    assertThat(started).hasSingleBean(Watchers.class);
                    assertThat(started.getBean(RedisStore.class)).isSameAs(own);
                    Watchers watchers = started.getBean(Watchers.class);
                    assertThat(watchers.budget(new Shard("000000000001", "ap-northeast-1")))
                            .isNotSameAs(watchers.budget(new Shard("000000000001", "eu-west-1")));
                });
    }

    @Test
    void ofSeveralShardsTheClientsOwnGivesTheBudgetOfAwaitsAndRollouts() {
        severalShards
                .withPropertyValues("reactor-waiters.redis.account=000000000001")
                .run(started -> {
                    Watchers watchers = started.getBean(Watchers.class);
                    assertThat(started.getBean(FunctionWatcher.class).budget())
                            .isSameAs(watchers.budget(new Shard("000000000001", "eu-west-1")));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reactor-waiters.region=eu-west-1",
                "reactor-waiters.redis.account=000000000002",
                "reactor-waiters.region=us-east-1"
            })
    void aClientOfNoShardHasABudgetOfItsOwn(String property) {
        severalShards.withPropertyValues(property).run(started -> {
            Watchers watchers = started.getBean(Watchers.class);
            assertThat(started.getBean(FunctionWatcher.class).budget())
                    .isNotSameAs(watchers.budget(new Shard("000000000001", "eu-west-1")))
                    .isNotSameAs(watchers.budget(new Shard("000000000001", "ap-northeast-1")));
        });
    }

    @Test
    void severalClientsAreTheApplicationsBusiness() {
        severalShards
                .withBean("one", LambdaAsyncClient.class, () -> client(Region.EU_WEST_1))
                .withBean("two", LambdaAsyncClient.class, () -> client(Region.AP_NORTHEAST_1))
                .run(started -> assertThat(started)
                        .hasNotFailed()
                        .hasSingleBean(Watchers.class)
                        .doesNotHaveBean(FunctionWatcher.class));
    }

    @Test
    void withoutAnAccountTheStartSaysWhatIsMissing() {
        context.withPropertyValues("reactor-waiters.redis.uri=redis://127.0.0.1:1")
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .rootCause()
                        .hasMessage("reactor-waiters.redis.account must be set, or beans WatchedShard be there"));
    }

    @Test
    void nothingIsSharedWhereAllIsSwitchedOff() {
        context.withBean(RedisStore.class, () -> RedisStore.at("redis://127.0.0.1:1"))
                .withPropertyValues("reactor-waiters.enabled=false")
                .run(started -> assertThat(started)
                        .hasNotFailed()
                        .hasSingleBean(RedisStore.class)
                        .doesNotHaveBean(Watchers.class));
    }

    @Test
    void theModuleMayBeMissing() {
        context.withClassLoader(new FilteredClassLoader("io.github.reactorwaiters.redis"))
                .withPropertyValues("reactor-waiters.redis.uri=redis://127.0.0.1:1")
                .run(started -> assertThat(started).hasSingleBean(FunctionWatcher.class));
    }

    private static LambdaAsyncClient client(Region region) {
        return LambdaAsyncClient.builder()
                .region(region)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    private static WatchedShard shard(String region) {
        return WatchedShard.of(new Shard("000000000001", region), AnonymousCredentialsProvider.create());
    }
}
