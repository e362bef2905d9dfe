// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real {@code redis-server} with an append-only file, on a free port of this machine. */
final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int port = freePort();
    private final Path directory;
    private final List<String> options;
    private final @Nullable Path settings;
    private Process process;
    private @Nullable RedisClient client;

    private RedisServer(List<String> options, List<String> sentinel) throws IOException {
        this.directory = Files.createTempDirectory("reactor-waiters-redis");
        this.options = options;
        // A Sentinel writes what it learns into its file, and does not start without one.
        this.settings = sentinel.isEmpty() ? null : Files.write(directory.resolve("sentinel.conf"), sentinel);
        this.process = launch();
    }

    /** Starts one; where there is none, fails under CI, and else skips the test, loudly. */
    static RedisServer start(String... options) {
        return start(List.of(options), List.of());
    }

    /** A Sentinel by itself that knows {@code master} as {@code name}, and replaces it a second after it is gone. */
    static RedisServer sentinel(String name, RedisServer master) {
        return start(
                List.of(),
                List.of(
                        "sentinel monitor " + name + " 127.0.0.1 " + master.port + " 1",
                        "sentinel down-after-milliseconds " + name + " 1000",
                        "sentinel failover-timeout " + name + " 5000"));
    }

    private static RedisServer start(List<String> options, List<String> sentinel) {
        if (Stream.of(System.getenv("PATH").split(":", -1))
                .noneMatch(path -> Files.isExecutable(Path.of(path, "redis-server")))) {
            String missing = "redis-server is not on PATH: apt-get install redis-server";
            assertThat(System.getenv("CI")).as(missing).isNotEqualTo("true");
            System.err.println("SKIPPED, SCALE-OUT IS NOT TESTED: " + missing);
            Assumptions.abort(missing);
        }
        try {
            return new RedisServer(options, sentinel);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int port() {
        return port;
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    RedisURI address() {
        return RedisURI.create(uri());
    }

    /** Blocking commands, for what a test looks up. */
    RedisCommands<String, String> commands() {
        RedisClient connected = client;
        if (connected == null) {
            connected = RedisClient.create(address());
            client = connected;
        }
        return connected.connect().sync();
    }

    /** How many it has carried out, those within scripts included. */
    long commandsProcessed() {
        return commands()
                .info("stats")
                .lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** Stands still, with its connections open, as a machine that swaps does. */
    void pause() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    /** Ends without notice. */
    void kill() {
        process.destroyForcibly();
        await(process);
    }

    /** Starts again, with the data it had. */
    void restart() {
        try {
            process = launch();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs {@code writes}, ends without notice and starts again without what was written meanwhile. */
    void lose(Runnable writes) {
        Map<Path, byte[]> before = data();
        writes.run();
        kill();
        try {
            for (Path file : data().keySet()) {
                Files.delete(file);
            }
            for (Map.Entry<Path, byte[]> file : before.entrySet()) {
                Files.write(file.getKey(), file.getValue());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        restart();
    }

    /** The append-only file, or those that make it up. */
    private Map<Path, byte[]> data() {
        Map<Path, byte[]> data = new HashMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> file.toString().contains("appendonly") && Files.isRegularFile(file))
                    .toList()) {
                data.put(file, Files.readAllBytes(file));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return data;
    }

    @Override
    public void close() {
        RedisClient connected = client;
        if (connected != null) {
            connected.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("redis-server"));
        if (settings != null) {
            command.addAll(List.of(settings.toString(), "--sentinel"));
        }
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", directory.toString()));
        if (settings == null) {
            // With "everysec" it answers before it writes while the disk is busy, and loses that if it is killed then.
            command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        }
        command.addAll(options);
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline || !started.isAlive()) {
                started.destroyForcibly();
                throw new IOException("redis-server did not start: " + Files.readString(directory.resolve("log")));
            }
            pause(20);
        }
        return started;
    }

    /** Whether it says so itself: on its port, which was free a moment ago, another may listen. */
    private boolean isReady() throws IOException {
        String log = Files.readString(directory.resolve("log"));
        return log.contains("Ready to accept connections") || log.contains("Sentinel ID is");
    }

    private void signal(String name) {
        try {
            await(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void await(Process ending) {
        try {
            assertThat(ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
