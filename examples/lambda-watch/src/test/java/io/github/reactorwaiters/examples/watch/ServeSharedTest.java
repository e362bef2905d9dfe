// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --redis} on a real Redis. */
class ServeSharedTest {
    @BeforeAll
    static void credentials() {
        System.setProperty("aws.accessKeyId", "simulated");
        System.setProperty("aws.secretAccessKey", "simulated");
    }

    @Test
    void servesWhatIsWatchedTogether(@TempDir Path directory) throws Exception {
        int port = freePort();
        Process redis = redis(port, directory);
        try (SimulatedLambda lambda = SimulatedLambda.builder().build()) {
            lambda.functions().add(10);
            String endpoint = lambda.serve(0).endpoint().toString();
            CommandRun run = CommandRun.of(
                    "serve",
                    "--redis",
                    "redis://127.0.0.1:" + port,
                    "--account",
                    "123456789012",
                    "--port",
                    "0",
                    "--endpoint",
                    endpoint,
                    "--for",
                    "4s",
                    "--json");

            assertThat(run.exitCode()).as("%s", run.err()).isZero();
            assertThat(run.out()).singleElement().asString().matches("\\{\"dashboard\":\"http://127.0.0.1:\\d+/\"}");
            assertThat(lambda.calls().count("GetFunction")).isEqualTo(10);
        } finally {
            redis.destroyForcibly();
            redis.waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void withoutRedisItSaysSo() {
        CommandRun run = CommandRun.of(
                "serve",
                "--redis",
                "redis://127.0.0.1:1",
                "--account",
                "123456789012",
                "--endpoint",
                "http://127.0.0.1:9");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).singleElement().asString().startsWith("lambda-watch: --redis cannot be reached: ");
    }

    @Test
    void anEndpointDoesNotTellTheAccount() {
        CommandRun run = CommandRun.of("serve", "--redis", "redis://127.0.0.1:1", "--endpoint", "http://127.0.0.1:9");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).containsExactly("lambda-watch: --redis with --endpoint needs --account");
    }

    private static Process redis(int port, Path directory) throws IOException {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "redis-server")));
        if (!there) {
            String missing = "redis-server is not on PATH: apt-get install redis-server";
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            System.err.println("SKIPPED, serve --redis IS NOT TESTED: " + missing);
            Assumptions.abort(missing);
        }
        return new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--dir",
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
