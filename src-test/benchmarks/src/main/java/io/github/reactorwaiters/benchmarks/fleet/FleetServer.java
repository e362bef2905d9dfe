// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/**
 * The simulated control plane in a process of its own, so that the poller's CPU seconds are its own. A control channel
 * beside the API takes {@code warm}, {@code cool}, {@code slow}, {@code go} and {@code report}, a line each, and tells
 * {@code started NAME} of each update, and {@code settled} when all have ended.
 */
final class FleetServer {
    private static final JsonMapper JSON = JsonMapper.shared();

    private FleetServer() {}

    public static void main(String... arguments) throws IOException {
        var unused = Child.endWithParent();
        ScriptedFleet fleet = new ScriptedFleet(Cell.ofArgument(arguments[0]));
        ServedLambda served = fleet.serve();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(served.port() + " " + listening.getLocalPort());
            try (Socket socket = listening.accept();
                    BufferedReader commands =
                            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                    PrintWriter replies = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8)) {
                socket.setTcpNoDelay(true);
                obey(fleet, commands, replies);
            }
        }
        System.exit(0);
    }

    private static void obey(ScriptedFleet fleet, BufferedReader commands, PrintWriter replies) throws IOException {
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "warm" -> inBackground(() -> fleet.warm(replies::println));
                case "cool" -> fleet.cool();
                case "slow" -> fleet.addSlow();
                case "go" -> inBackground(() -> fleet.go(replies::println));
                case "report" -> replies.println(JSON.writeValueAsString(fleet.truth()));
                default -> throw new IOException("unknown command " + command);
            }
        }
    }

    /** Commands must still be read while updates start. */
    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "script");
        thread.setDaemon(true);
        thread.start();
    }
}
