// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RolloutCommandTest {
    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .durations(Durations.fixed(Duration.ofMillis(100)))
            .quotas(Quotas.unlimited())
            .build();
    private static final int FREE_PORT = freePort();

    private final ServedLambda server = lambda.serve(0);

    private final Path directory;
    private final Path zip;
    private final Path journal;

    RolloutCommandTest(@TempDir Path directory) {
        this.directory = directory;
        this.zip = directory.resolve("code.zip");
        this.journal = directory.resolve("journal");
    }

    @BeforeAll
    static void configureCredentials() {
        System.setProperty("aws.accessKeyId", "simulated");
        System.setProperty("aws.secretAccessKey", "simulated");
    }

    @BeforeEach
    void writeZip() throws IOException {
        Files.write(zip, "PK code".getBytes(StandardCharsets.UTF_8));
        List.of("orders-1", "orders-2", "orders-3", "billing").forEach(lambda.functions()::add);
    }

    @AfterEach
    void close() {
        lambda.close();
    }

    @Test
    void updatesWhatMatchesAndLeavesNoJournal() {
        CommandRun run =
                rollout("--targets", "orders-*", "--zip", zip.toString(), "--alias", "live", "--waves", "1,100%");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().get(0)).startsWith("plan: 3 functions, 0 as wanted already, in 2 waves (1, 2)");
        assertThat(run.out().get(1)).contains("9 calls that change something");
        assertThat(run.out()).contains("wave 1 of 2: 1 functions", "wave 2 of 2: 2 functions");
        assertThat(run.out())
                .filteredOn(line -> line.matches("orders-\\d  updated  1  .*s"))
                .hasSize(3);
        assertThat(run.out().get(run.out().size() - 1)).startsWith("3 updated in ");
        assertThat(journal).doesNotExist();
        assertThat(rollout("--targets", "orders-*", "--zip", zip.toString(), "--alias", "live")
                        .out())
                .anyMatch(line -> line.startsWith("3 unchanged in "));
    }

    @Test
    void aDryRunShowsThePlanAndChangesNothing() {
        CommandRun run = rollout("--targets", "orders-1,nowhere", "--memory", "512", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).hasSize(3);
        assertThat(run.out().get(2)).contains("! nowhere").contains("ResourceNotFoundException");
        assertThat(lambda.calls().count("UpdateFunctionConfiguration")).isZero();
        assertThat(journal).doesNotExist();
    }

    @Test
    void aHaltHasExitCodeOneAndIsResumed() throws IOException {
        Path names = directory.resolve("names");
        Files.writeString(names, "# the fleet\norders-1\n\norders-2 # second\n");
        lambda.faults()
                .add(Fault.accessDenied().on("UpdateFunctionConfiguration").functions("orders-1"));
        String[] args = {"--targets", "@" + names, "--memory", "512", "--waves", "1"};
        CommandRun halted = rollout(args);
        assertThat(halted.exitCode()).isEqualTo(Failures.DENIED);
        assertThat(halted.out()).anyMatch(line -> line.startsWith("halted: 1 functions failed"));
        assertThat(halted.out())
                .anyMatch(line -> line.contains("UPDATE_CONFIGURATION: ") && line.contains("AccessDenied"));
        assertThat(halted.err()).anyMatch(line -> line.contains("--resume"));
        assertThat(rollout(args).exitCode()).isEqualTo(Failures.USAGE);

        lambda.faults().clear();
        List<String> again = new ArrayList<>(List.of(args));
        again.add("--resume");
        assertThat(rollout(again.toArray(String[]::new)).exitCode()).isZero();
        assertThat(journal).doesNotExist();
    }

    @Test
    void onATerminalTheLastPictureSaysAllOfAFailure() {
        lambda.faults()
                .add(Fault.accessDenied().on("UpdateFunctionConfiguration").functions("orders-2"));
        CommandRun run = CommandRun.onTerminal(
                arguments("--targets", "orders-*", "--memory", "512", "--waves", "1,100%", "--yes"));

        String screen = String.join("\n", run.out());
        String last = screen.substring(screen.lastIndexOf("wave 1 ["));
        assertThat(screen).contains("\u001b[");
        assertThat(last.replace("\u001b[K", "").lines())
                .startsWith(
                        "wave 1 [########################################] 1 of 1",
                        "wave 2 [########################################] 2 of 2")
                .filteredOn(line -> line.startsWith("! orders-2  failed"))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains("AccessDeniedException").contains("not authorized"));
        assertThat(last).doesNotContain("UPDATE_CONFIGURATION\n");
    }

    @Test
    void eventsAsJson() {
        CommandRun run = rollout("--targets", "billing", "--zip", zip.toString(), "--publish", "--json");
        JsonMapper json = new JsonMapper();
        List<JsonNode> events = run.out().stream().map(json::readTree).toList();

        assertThat(run.exitCode()).isZero();
        assertThat(events.stream().map(event -> event.path("event").asString()))
                .containsSubsequence("PLAN", "WAVE_STARTED", "STEP", "FUNCTION", "WAVE_ENDED", "SUMMARY");
        JsonNode summary = events.get(events.size() - 1);
        assertThat(summary.path("progress").path("done").asInt()).isEqualTo(1);
        JsonNode function = summary.path("functions").path(0);
        assertThat(function.path("outcome").asString()).isEqualTo("UPDATED");
        assertThat(function.path("newVersion").asString()).isEqualTo("1");
        assertThat(function.path("seconds").path("AWAIT_CODE").asDouble()).isPositive();
    }

    @Test
    void servesTheDashboardMeanwhile() throws Exception {
        lambda.functions().script("billing").next(Duration.ofSeconds(5));
        CompletableFuture<CommandRun> run = CompletableFuture.supplyAsync(
                () -> rollout("--targets", "billing", "--memory", "512", "--port", Integer.toString(FREE_PORT)));
        URI changes = URI.create("http://127.0.0.1:" + FREE_PORT + "/api/changes");
        String told = Flux.interval(Duration.ofMillis(100))
                .concatMap(
                        tick -> Mono.fromCallable(() -> firstRollout(changes)).onErrorComplete())
                .blockFirst(Duration.ofSeconds(20));

        assertThat(told).contains("\"status\":\"RUNNING\"").contains("\"total\":1");
        assertThat(run.get(20, TimeUnit.SECONDS).exitCode()).isZero();
        assertThat(run.get().err()).anyMatch(line -> line.contains("dashboard at http://127.0.0.1:" + FREE_PORT));
    }

    /** The first rollout frame among the server-sent events. */
    private static String firstRollout(URI changes) throws IOException, InterruptedException {
        try (Stream<String> lines = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(changes).build(), BodyHandlers.ofLines())
                .body()) {
            return lines.filter(line -> line.startsWith("data: {\"type\":\"rollout\""))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void refusedCredentialsHaveTheirOwnExitCode() {
        lambda.faults().add(Fault.unrecognizedClient());

        assertThat(rollout("--targets", "billing", "--memory", "512").exitCode())
                .isEqualTo(Failures.DENIED);
        assertThat(rollout("--targets", "bill*", "--memory", "512").exitCode()).isEqualTo(Failures.DENIED);
    }

    @Test
    void timeUpIsAStopThatMayBeResumed() {
        lambda.functions().script("billing").next(Duration.ofMinutes(5));
        CommandRun run = rollout("--targets", "billing", "--memory", "512", "--for", "2s");

        assertThat(run.exitCode()).isEqualTo(Failures.TIMED_OUT);
        assertThat(run.err()).anyMatch(line -> line.contains("--resume goes on"));
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private CommandRun rollout(String... args) {
        return CommandRun.of(arguments(args));
    }

    private String[] arguments(String... args) {
        List<String> all = new ArrayList<>(List.of("rollout"));
        all.addAll(List.of(args));
        all.addAll(List.of("--endpoint", server.endpoint().toString(), "--region", "eu-west-1"));
        all.addAll(List.of("--journal", journal.toString()));
        return all.toArray(String[]::new);
    }
}
