// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** A replica that is shut down, over a real {@code redis-server}: where there is none, fails under CI, and else is skipped. */
class ReplicaLeavesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .account("000000000001")
            .region("eu-west-1")
            .build();

    private int port;
    private Process redis;

    @BeforeEach
    void startRedis(@TempDir Path directory) throws Exception {
        if (Stream.of(System.getenv("PATH").split(":", -1))
                .noneMatch(path -> Files.isExecutable(Path.of(path, "redis-server")))) {
            String missing = "redis-server is not on PATH: apt-get install redis-server";
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            System.err.println("SKIPPED, SHUTDOWN IS NOT TESTED: " + missing);
            Assumptions.abort(missing);
        }
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        for (int attempt = 0; attempt < 500 && !listens(); attempt++) {
            Thread.sleep(20);
        }
    }

    @AfterEach
    void stopRedis() {
        redis.destroyForcibly();
        lambda.close();
    }

    @RepeatedTest(3)
    void givesItsLeasesBackBeforeTheStoreIsClosed() {
        replica().run(started -> owns(started.getBean(Watchers.class)));

        assertGaveBack("reactor-waiters");
    }

    @Test
    void eachOfSeveralWatchersGivesItsLeasesBack() {
        replica().withUserConfiguration(TwoFleets.class).run(started -> {
            assertThat(started).hasNotFailed();
            started.getBeansOfType(Watchers.class).values().forEach(ReplicaLeavesTest::owns);
        });

        assertGaveBack("first");
        assertGaveBack("second");
    }

    @Test
    void whatTheApplicationDoesAtItsEndGetsPermits() {
        lambda.functions().add("orders");
        AtomicReference<LastLook> bean = new AtomicReference<>();
        replica().withUserConfiguration(LooksAtItsEnd.class).run(started -> {
            owns(started.getBean(Watchers.class));
            bean.set(started.getBean(LastLook.class));
        });

        assertThat(Objects.requireNonNull(bean.get()).seen).isNotNull();
        assertGaveBack("reactor-waiters");
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoFleets {
        @Bean
        @Primary
        Watchers first(RedisStore store, WatchedShard shard) {
            return Watchers.over(store.withPrefix("first"))
                    .shards(List.of(shard))
                    .start();
        }

        @Bean
        Watchers second(RedisStore store, WatchedShard shard) {
            return Watchers.over(store.withPrefix("second"))
                    .shards(List.of(shard))
                    .start();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LooksAtItsEnd {
        @Bean
        LastLook lastLook(FunctionWatcher watcher) {
            return new LastLook(watcher);
        }
    }

    static final class LastLook implements DisposableBean {
        private final FunctionWatcher watcher;
        private volatile @Nullable FunctionSnapshot seen;

        private LastLook(FunctionWatcher watcher) {
            this.watcher = watcher;
        }

        /** Later than permits last that were drawn before the shutdown. */
        @Override
        public void destroy() {
            seen = Mono.delay(Duration.ofMillis(200))
                    .then(watcher.awaitExists(FunctionName.of("orders")))
                    .block(Duration.ofSeconds(10));
        }
    }

    private ApplicationContextRunner replica() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ReactorWaitersRedisAutoConfiguration.class,
                        ReactorWaitersWatchersAutoConfiguration.class,
                        ReactorWaitersAutoConfiguration.class))
                .withBean(LambdaAsyncClient.class, lambda::client)
                .withPropertyValues(
                        "reactor-waiters.redis.uri=redis://127.0.0.1:" + port,
                        "reactor-waiters.redis.account=000000000001");
    }

    private static void owns(Watchers watchers) {
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> watchers.owned().size() == 1)
                .blockLast(PATIENCE);
    }

    private void assertGaveBack(String prefix) {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (client) {
            RedisCommands<String, String> look = client.connect().sync();
            assertThat(look.hget("{" + prefix + "}:owner:000000000001/eu-west-1", "until"))
                    .isEqualTo("0");
            assertThat(look.zcard("{" + prefix + "}:replicas")).isZero();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
