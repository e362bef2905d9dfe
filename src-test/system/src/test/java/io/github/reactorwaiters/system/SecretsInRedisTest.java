// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What watchers put into Redis, and what they tell of a Redis that is gone, holds none of the planted secrets. */
@Timeout(180)
class SecretsInRedisTest {
    private static final String EXPIRED = "The security token included in the request is expired";
    private static final StringCodec BYTES = new StringCodec(StandardCharsets.ISO_8859_1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Shard SHARD = new Shard("000000000001", "eu-west-1");

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .account(SHARD.account())
            .region(SHARD.region())
            .durations(Durations.fixed(Duration.ofSeconds(1)))
            .build();

    private final StringWriter told = new StringWriter();

    @Test
    void redisHoldsNoSecretAndItsTroubleTellsNone(@TempDir Path directory) throws Exception {
        lambda.functions().add("orders");
        try (lambda;
                RedisProcess redis = RedisProcess.start(directory);
                RedisStore store = RedisStore.at(redis.uri());
                Watchers watchers = Watchers.over(store)
                        .shards(List.of(
                                WatchedShard.watchedBy(SHARD, () -> FunctionWatcher.builder(Planted.client(lambda)))))
                        .start()) {
            Flux<FunctionStateChange> changes = watchers.changes().replay().autoConnect();
            await(changes, ChangeKind.FIRST_SEEN);
            Planted.into(lambda, "orders");
            await(changes, ChangeKind.UPDATE_COMPLETED);
            watchers.budget(SHARD).controlPlane().acquire().block(PATIENCE);
            lambda.faults().add(Fault.expiredToken().lasting(Duration.ofSeconds(10)));
            awaitTrouble(watchers, trouble -> trouble.toString().contains(EXPIRED));

            Planted.isAbsentFrom(
                    held(redis), "orders", "UPDATE_COMPLETED", ":changes:", ":functions:", ":owner:", ":bucket:");
            Planted.isAbsentFrom(redis.files(), "orders", "UPDATE_COMPLETED", "Ready to accept connections");

            redis.stop();
            awaitTrouble(watchers, trouble -> !trouble.toString().contains(EXPIRED));
        }
        Planted.isAbsentFrom(told.toString(), "orders", "UPDATE_COMPLETED", EXPIRED, "io.lettuce");
    }

    private void await(Flux<FunctionStateChange> changes, ChangeKind kind) {
        told.append(String.valueOf(changes.filter(change -> change.is(kind)).blockFirst(PATIENCE)));
    }

    private void awaitTrouble(Watchers watchers, Predicate<Throwable> kind) {
        Throwable cause = Flux.interval(Duration.ofMillis(50))
                .mapNotNull(tick -> watchers.health().cause())
                .filter(kind)
                .blockFirst(PATIENCE);
        assertThat(cause).isNotNull();
        cause.printStackTrace(new PrintWriter(told, true));
        told.append(watchers.health().toString());
    }

    /** All keys and what they hold, a character for each byte. */
    private static String held(RedisProcess redis) {
        StringBuilder all = new StringBuilder();
        RedisClient client = RedisClient.create(redis.uri());
        try (StatefulRedisConnection<String, String> connection = client.connect(BYTES)) {
            RedisCommands<String, String> look = connection.sync();
            for (String key : look.keys("*")) {
                all.append(key).append(' ').append(value(look, key)).append('\n');
            }
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
        return all.toString();
    }

    private static String value(RedisCommands<String, String> look, String key) {
        String type = look.type(key);
        return switch (type) {
            case "string" -> look.get(key);
            case "hash" -> look.hgetall(key).toString();
            case "stream" -> look.xrange(key, Range.unbounded()).toString();
            case "zset" -> look.zrange(key, 0, -1).toString();
            case "set" -> look.smembers(key).toString();
            case "list" -> look.lrange(key, 0, -1).toString();
            default -> throw new AssertionError(key + " is a " + type);
        };
    }
}
