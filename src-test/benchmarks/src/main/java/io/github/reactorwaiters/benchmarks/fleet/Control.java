// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** The poller's end of the server's control channel. */
final class Control implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String STARTED = "started ";

    private final Socket socket;
    private final PrintWriter commands;
    private final CompletableFuture<Truth> truth = new CompletableFuture<>();
    private volatile Consumer<StartedUpdate> onStarted = update -> {};
    private volatile CompletableFuture<Void> settled = new CompletableFuture<>();

    Control(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        commands = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "control");
        reader.setDaemon(true);
        reader.start();
    }

    /** Has the server start updates, by {@code command}; {@code started} is told each as it starts. */
    CompletableFuture<Void> start(String command, Consumer<StartedUpdate> started) {
        onStarted = started;
        settled = new CompletableFuture<>();
        commands.println(command);
        return settled;
    }

    void send(String command) {
        commands.println(command);
    }

    Truth report() {
        commands.println("report");
        return truth.join();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(STARTED)) {
                    onStarted.accept(StartedUpdate.of(line.substring(STARTED.length())));
                } else if (line.equals("settled")) {
                    settled.complete(null);
                } else {
                    truth.complete(JSON.readValue(line, Truth.class));
                }
            }
        } catch (IOException | RuntimeException broken) {
            truth.completeExceptionally(broken);
            settled.completeExceptionally(broken);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
