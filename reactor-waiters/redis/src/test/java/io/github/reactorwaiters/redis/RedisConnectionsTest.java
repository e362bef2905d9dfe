// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Lettuce takes a lock for each command: only one thread may ever want it. */
class RedisConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void whoeverAsksForCommandsGoesOnOnTheOneEventLoop() {
        try (RedisServer redis = RedisServer.start();
                RedisStore store = RedisStore.at(redis.uri())) {
            RedisConnections connections = store.connections();
            Mono<String> commands = connections.commands().map(ready -> thread());
            Mono<String> buckets =
                    connections.buckets(TimeMeter.SYSTEM_MILLISECONDS).map(ready -> thread());
            Mono<String> own = connections.open().flatMap(opened -> {
                String thread = thread();
                return opened.close().thenReturn(thread);
            });
            // The first connects; the second finds the connection made.
            Flux<String> asked = Flux.concat(commands, buckets, own)
                    .repeat(1)
                    .concatWith(Flux.range(0, 200)
                            .parallel(4)
                            .runOn(Schedulers.parallel())
                            .flatMap(ask -> Flux.concat(commands, buckets)));
            StepVerifier.create(asked.collect(Collectors.toSet()))
                    .assertNext(threads -> assertThat(threads).singleElement().satisfies(thread -> assertThat(thread)
                            .startsWith("lettuce-nioEventLoop-")))
                    .expectComplete()
                    .verify(PATIENCE);
        }
    }

    @Test
    void noThreadIsLeftOnceAStoreIsClosed() {
        Set<String> before = threads();
        try (RedisServer redis = RedisServer.start();
                RedisStore connected = RedisStore.at(redis.uri());
                RedisStore idle = RedisStore.at(redis.uri())) {
            StepVerifier.create(Flux.merge(
                            connected.connections().commands(),
                            connected.connections().open()))
                    .expectNextCount(2)
                    .expectComplete()
                    .verify(PATIENCE);
            assertThat(idle.prefix()).isEqualTo(connected.prefix());
            assertThat(threads()).as("a connection's loop").isNotEqualTo(before);
        }
        Eventually.within(PATIENCE, () -> assertThat(threads()).isSubsetOf(before));
    }

    /** Lettuce's own of this process, by name; a name is given once. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lettuce-"))
                .collect(Collectors.toSet());
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }
}
