// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.process.OwnProcess;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.model.Transition;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.Disposable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Watches an account by real HTTP in real time; the server is a process of its own, the watcher is in this one. */
final class HttpWatch {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /**
     * What was found.
     *
     * @param cpuSeconds of this process in the measured time
     */
    record Found(Watching watching, double cpuSeconds) {}

    private HttpWatch() {}

    static Found run(Setting setting, Duration warmUp, Duration measured) throws IOException, InterruptedException {
        Duration reading = setting.readingOnce().plus(warmUp);
        try (Child server = Child.start(
                SteadyServer.class,
                List.of(),
                Integer.toString(setting.functions()),
                Double.toString(setting.updatesPerSecond()))) {
            server.endAfter(reading.plus(measured).plus(VirtualWatch.DRAIN).plus(MARGIN));
            URI endpoint = URI.create(server.line());
            Sightings sightings = new Sightings();
            try (FunctionWatcher watcher = watcher(endpoint, setting)) {
                Disposable watching = watcher.watchAll().subscribe(change -> {
                    String revision = change.after().revisionId();
                    if (revision != null) {
                        sightings.add(change.function().value(), revision, (double) System.currentTimeMillis());
                    }
                });
                Thread.sleep(reading.toMillis());
                OwnProcess process = new OwnProcess();
                double from = (double) System.currentTimeMillis();
                Watching.Calls before = calls(server);
                Thread.sleep(measured.toMillis());
                double to = (double) System.currentTimeMillis();
                Watching.Calls calls = calls(server).since(before);
                double cpuSeconds = process.cpuSeconds();
                Thread.sleep(VirtualWatch.DRAIN.toMillis());
                watching.dispose();
                Score score = Score.of(histories(server), sightings, from, to);
                return new Found(Watching.of("reactor-waiters", score, (to - from) / 1e3, calls), cpuSeconds);
            }
        }
    }

    private static FunctionWatcher watcher(URI endpoint, Setting setting) {
        return FunctionWatcher.builder()
                .client(builder -> builder.endpointOverride(endpoint)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .budgetShare(Setting.POLLS_PER_SECOND / 100)
                .listingsPerSecond(setting.listsPerSecond())
                .build();
    }

    private static Watching.Calls calls(Child server) throws IOException {
        server.tell("calls");
        return JSON.readValue(server.line(), Watching.Calls.class);
    }

    private static Map<String, List<Transition>> histories(Child server) throws IOException {
        server.tell("histories");
        return JSON.readValue(server.line(), new TypeReference<>() {});
    }
}
