// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** A replica that is shut down, over a real {@code redis-server}: where there is none, fails under CI, and else is skipped. */
class ReplicaLeavesTest {
    private static final String OWNER = "{reactor-waiters}:owner:000000000001/eu-west-1";
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
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ReactorWaitersRedisAutoConfiguration.class,
                        ReactorWaitersWatchersAutoConfiguration.class,
                        ReactorWaitersAutoConfiguration.class))
                .withBean(LambdaAsyncClient.class, lambda::client)
                .withPropertyValues(
                        "reactor-waiters.redis.uri=redis://127.0.0.1:" + port,
                        "reactor-waiters.redis.account=000000000001")
                .run(started -> {
                    Watchers watchers = started.getBean(Watchers.class);
                    Flux.interval(Duration.ofMillis(20))
                            .takeUntil(tick -> watchers.owned().size() == 1)
                            .blockLast(PATIENCE);
                });

        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (client) {
            RedisCommands<String, String> look = client.connect().sync();
            assertThat(look.hget(OWNER, "until")).isEqualTo("0");
            assertThat(look.zcard("{reactor-waiters}:replicas")).isZero();
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
