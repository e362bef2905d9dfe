// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of our own class path, started to be measured alone. Closing it ends it. */
public final class Child implements AutoCloseable {
    /** Of the collector: simple, and leaving no dead objects behind that a histogram would count. */
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:MarkSweepAlwaysCompactCount=1", "-Xms256m", "-Xmx2g", "-Xshare:auto");

    private final Process process;
    private final BufferedReader output;

    private Child(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** Starts {@code main} of our class path, with these flags besides {@link #flags()}. */
    public static Child start(Class<?> main, List<String> moreFlags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(moreFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new Child(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The flags of every child, for people. */
    public static String flags() {
        return String.join(" ", FLAGS);
    }

    /** The next line of its output. */
    public String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException(
                    "the process ended without an answer: " + process.info().commandLine());
        }
        return line;
    }

    /** Reads the next line, which must be this. */
    public void expect(String expected) throws IOException {
        String line = line();
        if (!line.equals(expected)) {
            throw new IOException("expected " + expected + ", got " + line);
        }
    }

    /** Writes a line to its input. */
    public void tell(String line) throws IOException {
        BufferedWriter input = process.outputWriter();
        input.write(line);
        input.newLine();
        input.flush();
    }

    /** Ends it by force once {@code patience} is over, so that nothing waits for ever. */
    public void endAfter(Duration patience) {
        var unused = process.onExit()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(late -> process.destroyForcibly());
    }

    @Override
    public void close() {
        process.destroy();
    }

    /**
     * To be called by a child: from now on, this JVM ends when the one that started it is gone.
     *
     * @return completes when that one tells a line
     */
    public static CompletableFuture<Void> endWithParent() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        Thread watch = new Thread(() -> listen(told), "parent-watch");
        watch.setDaemon(true);
        watch.start();
        return told;
    }

    /** To be called by a child: waits until the one that started it is gone, and ends this JVM. */
    public static void awaitEndOfParent() {
        listen(new CompletableFuture<>());
    }

    private static void listen(CompletableFuture<Void> told) {
        try {
            for (int read = System.in.read(); read >= 0; read = System.in.read()) {
                if (read == '\n') {
                    told.complete(null);
                }
            }
        } catch (IOException gone) {
            // as good as its end
        }
        Runtime.getRuntime().halt(0);
    }
}
