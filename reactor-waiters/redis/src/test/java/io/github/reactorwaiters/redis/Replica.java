// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link ReplicaProcess}, as the test holds it. */
final class Replica implements AutoCloseable {
    final int port;
    final String name;
    private final Process process;
    private final Path calls;

    private Replica(Process process, Path calls, int port, String name) {
        this.process = process;
        this.calls = calls;
        this.port = port;
        this.name = name;
    }

    static Replica start(String redis, String ttl, List<String> shards) throws IOException {
        Path calls = Files.createTempFile("reactor-waiters-calls", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "io.github.reactorwaiters.redis.ReplicaProcess",
                redis,
                ttl,
                calls.toString()));
        command.addAll(shards);
        Process process = new ProcessBuilder(command)
                .redirectError(new File("target", "replica-errors.log"))
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("replica ")) {
                String[] words = line.split(" ", 3);
                return new Replica(process, calls, Integer.parseInt(words[1]), words[2]);
            }
        }
        process.destroyForcibly();
        throw new IllegalStateException("the replica did not start: see target/replica-errors.log");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** The calls it has made. */
    List<SentCall> calls() throws IOException {
        try (Stream<String> lines = Files.lines(calls)) {
            return lines.map(SentCall::read).filter(Objects::nonNull).toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        calls.toFile().delete();
    }
}
