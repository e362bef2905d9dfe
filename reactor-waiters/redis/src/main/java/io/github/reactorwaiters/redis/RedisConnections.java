// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.reactive.RedisClusterReactiveCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.Transports;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * One connection for commands and one for buckets, each made when it is first asked for, and if that failed, at
 * the next time; and others for commands that wait in Redis. What asks for commands goes on on the one event loop of all
 * connections: Lettuce counts who writes under a lock, and threads that write at once, or while a connection breaks, would wait
 * for each other. Thread-safe.
 */
final class RedisConnections {
    private static final RedisCodec<String, byte[]> BYTES = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final AbstractRedisClient client;
    private final Mono<RedisClusterReactiveCommands<String, String>> commands;
    private final Mono<Opened> opened;
    private final Mono<StatefulConnection<String, byte[]>> bytes;
    private final Scheduler loop;

    private RedisConnections(AbstractRedisClient client, Connector connector) {
        this.client = client;
        // The group has one loop.
        this.loop = Schedulers.fromExecutor(
                client.getResources().eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass()));
        this.commands = connector
                .connect(StringCodec.UTF8)
                .map(RedisConnections::reactive)
                .as(RedisConnections::kept)
                .publishOn(loop);
        // Told on the event loop anyway; a hop could lose the connection to whoever cancels meanwhile.
        this.opened =
                connector.connect(StringCodec.UTF8).map(connection -> new Opened(connection, reactive(connection)));
        this.bytes = connector.connect(BYTES).as(RedisConnections::kept);
    }

    /** A connection of one's own, and its commands. */
    record Opened(
            StatefulConnection<String, String> connection, RedisClusterReactiveCommands<String, String> commands) {
        Mono<Void> close() {
            return Mono.fromCompletionStage(connection::closeAsync);
        }
    }

    /** Opens a connection, on each subscription another one. */
    private interface Connector {
        <V> Mono<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec);
    }

    static RedisConnections single(RedisClient client, RedisURI uri) {
        return new RedisConnections(client, new Connector() {
            @Override
            public <V> Mono<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
                return future(() -> client.connectAsync(codec, uri)).map(Function.identity());
            }
        });
    }

    static RedisConnections cluster(RedisClusterClient client) {
        return new RedisConnections(client, new Connector() {
            @Override
            public <V> Mono<StatefulConnection<String, V>> connect(RedisCodec<String, V> codec) {
                return future(client::refreshPartitionsAsync)
                        .then(future(() -> client.connectAsync(codec)))
                        .map(Function.identity());
            }
        });
    }

    Mono<RedisClusterReactiveCommands<String, String>> commands() {
        return commands;
    }

    /** A connection of one's own, on each subscription another one. */
    Mono<Opened> open() {
        return opened;
    }

    /** The buckets, which refill by {@code meter}; one that is full and left alone goes away. */
    Mono<AsyncProxyManager<String>> buckets(TimeMeter meter) {
        return kept(bytes.map(connection -> builder(connection)
                        .clientClock(meter)
                        .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(IDLE))
                        .build()
                        .asAsync()))
                .publishOn(loop);
    }

    void close() {
        var unused = client.shutdownAsync(0, 1, TimeUnit.SECONDS);
    }

    private static <T> Mono<T> kept(Mono<T> source) {
        return source.cacheInvalidateIf(connection -> false);
    }

    private static <T> Mono<T> future(java.util.function.Supplier<? extends CompletionStage<T>> connecting) {
        return Mono.defer(() -> Mono.fromCompletionStage(connecting));
    }

    private static RedisClusterReactiveCommands<String, String> reactive(
            StatefulConnection<String, String> connection) {
        if (connection instanceof StatefulRedisClusterConnection<String, String> cluster) {
            return cluster.reactive();
        }
        return ((StatefulRedisConnection<String, String>) connection).reactive();
    }

    private static Bucket4jLettuce.LettuceBasedProxyManagerBuilder<String> builder(
            StatefulConnection<String, byte[]> connection) {
        if (connection instanceof StatefulRedisClusterConnection<String, byte[]> cluster) {
            return Bucket4jLettuce.casBasedBuilder(cluster);
        }
        return Bucket4jLettuce.casBasedBuilder((StatefulRedisConnection<String, byte[]>) connection);
    }
}
