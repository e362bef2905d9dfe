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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * The account over HTTP, in a process of its own. Takes {@code bustle}, {@code calls} and {@code histories} on its input, and
 * answers on its output, a line each.
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
        SimulatedLambda lambda = SimulatedLambda.builder()
                .roundTrip("GetFunction", POLL)
                .roundTrip("ListFunctions", PAGE)
                .build();
        lambda.functions().add(Integer.parseInt(arguments[0]));
        System.out.println(lambda.serve(0).endpoint());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "bustle" ->
                    Activity.in(lambda.functions(), Schedulers.parallel(), 1)
                            .failing(0)
                            .churning(0)
                            .idling(0)
                            .deploy(Double.parseDouble(arguments[1]));
                case "calls" -> System.out.println(JSON.writeValueAsString(Watching.Calls.of(lambda.calls())));
                case "histories" -> System.out.println(JSON.writeValueAsString(histories(lambda)));
                default -> throw new IOException("unknown command " + command);
            }
        }
        System.exit(0);
    }

    private static Map<String, List<Transition>> histories(SimulatedLambda lambda) {
        Map<String, List<Transition>> histories = new TreeMap<>();
        for (String name : lambda.functions().names()) {
            histories.put(name, lambda.functions().history(name));
        }
        return histories;
    }
}
