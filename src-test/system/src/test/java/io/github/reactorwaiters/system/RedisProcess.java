// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A {@code redis-server} with a password and an append-only file, on a free port of this machine. */
final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final int port;
    private final Path directory;
    private final Process process;

    private RedisProcess(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /** Starts one that keeps its files in {@code directory}; where there is none, fails under CI, and else skips the test, loudly. */
    static RedisProcess start(Path directory) throws Exception {
        if (Stream.of(System.getenv("PATH").split(":", -1))
                .noneMatch(path -> Files.isExecutable(Path.of(path, "redis-server")))) {
            String missing = "redis-server is not on PATH: apt-get install redis-server";
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            System.err.println("SKIPPED, NOT TESTED WITH REDIS: " + missing);
            Assumptions.abort(missing);
        }
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", directory.toString(), "--requirepass", Planted.REDIS_PASSWORD));
        command.addAll(List.of("--save", "", "--appendonly", "yes"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        RedisProcess started = new RedisProcess(process, port, directory);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!started.listens()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                started.close();
                throw new IOException("redis-server did not start: " + Files.readString(directory.resolve("log")));
            }
            Thread.sleep(20);
        }
        return started;
    }

    String uri() {
        return "redis://:" + Planted.REDIS_PASSWORD + "@127.0.0.1:" + port;
    }

    /** Every command that has changed something so far, its log, and whatever else it wrote, a character for each byte. */
    String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends without notice. Idempotent. */
    void stop() {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
