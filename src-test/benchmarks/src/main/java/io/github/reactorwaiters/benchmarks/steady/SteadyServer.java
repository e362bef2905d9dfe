// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Transition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

/**
 * The account over HTTP, in a process of its own. It has the same past as in virtual time, and goes on in real time. Takes
 * {@code calls} and {@code histories} on its input, and answers on its output, a line each.
 */
final class SteadyServer {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration POLL = Duration.ofMillis(80);
    private static final Duration PAGE = Duration.ofMillis(250);

    private SteadyServer() {}

    /**
     * Serves until its input ends.
     *
     * @param arguments how many functions, how many updates a second
     */
    public static void main(String... arguments) throws IOException {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        time.advanceTimeTo(Instant.now().minus(VirtualWatch.PAST));
        SimulatedLambda lambda = SimulatedLambda.builder()
                .scheduler(time)
                .roundTrip("GetFunction", POLL)
                .roundTrip("ListFunctions", PAGE)
                .build();
        lambda.functions().add(Integer.parseInt(arguments[0]));
        Disposable unused = Activity.in(lambda.functions(), time, 1)
                .failing(0)
                .churning(0)
                .idling(0)
                .deploy(Double.parseDouble(arguments[1]));
        time.advanceTimeTo(Instant.now());
        goOn(time);
        System.out.println(lambda.serve(0).endpoint());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "calls" -> System.out.println(JSON.writeValueAsString(Watching.Calls.of(lambda.calls())));
                case "histories" -> System.out.println(JSON.writeValueAsString(histories(lambda)));
                default -> throw new IOException("unknown command " + command);
            }
        }
        System.exit(0);
    }

    /** Lets {@code time} follow the time of day, to the millisecond. */
    private static void goOn(VirtualTimeScheduler time) {
        Thread clock = new Thread(() -> {
            while (true) {
                Instant now = Instant.now();
                if (now.toEpochMilli() > time.now(TimeUnit.MILLISECONDS)) {
                    time.advanceTimeTo(now);
                }
                LockSupport.parkNanos(500_000);
            }
        });
        clock.setDaemon(true);
        clock.start();
    }

    private static Map<String, List<Transition>> histories(SimulatedLambda lambda) {
        Map<String, List<Transition>> histories = new TreeMap<>();
        for (String name : lambda.functions().names()) {
            histories.put(name, lambda.functions().history(name));
        }
        return histories;
    }
}
