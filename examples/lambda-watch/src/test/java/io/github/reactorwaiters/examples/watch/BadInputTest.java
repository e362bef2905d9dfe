// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Bad values for every option and parameter that picocli knows of, so that a new one cannot be forgotten. */
class BadInputTest {
    private static final String RULE =
            ".*(must |is no |is not |is none|is below |cannot be |names no |expected one of |does not read"
                    + "|should be |Unmatched |Unknown |Missing |Expected ).*";

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .durations(Durations.fixed(Duration.ofMillis(1)))
            .build();
    private final WorkingArguments working;

    private final Path directory;

    BadInputTest(@TempDir Path directory) {
        this.directory = directory;
        lambda.functions().add("orders");
        working = new WorkingArguments(lambda.serve(0).endpoint().toString(), journal());
    }

    @BeforeAll
    static void configureCredentials() {
        System.setProperty("aws.accessKeyId", "simulated");
        System.setProperty("aws.secretAccessKey", "simulated");
    }

    @AfterEach
    void close() {
        lambda.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lambda-watch", "watch", "wait", "rollout", "serve", "simulate", "demo"})
    void badInputIsRefusedInOneLineAndNothingIsDone(String command) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> files = files();
        List<String> threads = Leftovers.threads("lambda-watch", "reactor-waiters-web");
        int servers = Leftovers.listening();
        int tried = 0;
        for (ArgSpec each : parameters(command)) {
            String name = WorkingArguments.name(each);
            Map<String, String> values = new LinkedHashMap<>();
            BadValues.OF_ANY.stream()
                    .filter(value -> !GoodValues.of(command, name).accepts().test(value))
                    .forEach(value -> values.put(value, isSecret(name) ? "" : visible(value.strip())));
            BadValues.of(name).forEach((value, shown) -> {
                if (!GoodValues.of(command, name).accepts().test(value)) {
                    values.put(value, shown);
                }
            });
            for (Map.Entry<String, String> value : values.entrySet()) {
                CommandRun run = CommandRun.of(working.with(command, each, value.getKey()));
                tried++;
                check(wrong, command + " " + name + "=" + visible(value.getKey()), run, name, value.getValue());
            }
        }
        System.out.println("BadInputTest: " + command + ", values refused: " + tried);
        assertThat(wrong).isEmpty();
        assertThat(files()).as("files").isEqualTo(files);
        assertThat(threads).containsAll(Leftovers.threads("lambda-watch", "reactor-waiters-web"));
        assertThat(Leftovers.listening()).as("servers").isLessThanOrEqualTo(servers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "wait", "rollout", "serve", "simulate", "demo"})
    void missingValueIsNamed(String command) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (ArgSpec each : parameters(command)) {
            if (each instanceof OptionSpec option && option.arity().min() > 0) {
                String name = WorkingArguments.name(option);
                List<String> without = working.base(command, name);
                check(wrong, name, CommandRun.of(plus(without, name)), name, "");
                check(wrong, name, CommandRun.of(plus(without, name, "--json")), name, "--json");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void unknownCommandIsNamed() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String value : BadValues.OF_ANY) {
            check(wrong, value, CommandRun.of(value), "", visible(value));
            check(wrong, "--" + value, CommandRun.of("--x" + value), "", visible(value));
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch", "wait", "rollout", "serve", "simulate", "demo"})
    void whatIsValidIsTaken(String command) throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> files = files();
        for (ArgSpec each : parameters(command)) {
            GoodValues good = GoodValues.of(command, WorkingArguments.name(each));
            for (String value : BadValues.OF_ANY) {
                boolean needsRedis = WorkingArguments.name(each).equals("--redis-prefix");
                if (good.accepts().test(value) && !needsRedis) {
                    CommandRun run = CommandRun.of(working.with(command, each, value));
                    String err = String.join(" ", run.err());
                    Files.deleteIfExists(journal());
                    if (WorkingArguments.name(each).equals("--journal") && run.exitCode() == Failures.FAILED) {
                        Files.deleteIfExists(Path.of(value)); // a rollout that failed keeps its journal
                    }
                    if (run.exitCode() == Failures.USAGE && !err.matches(good.refusal())) {
                        wrong.add(WorkingArguments.name(each) + "=" + visible(value) + " " + err);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(files()).as("files").isEqualTo(files);
    }

    private void check(List<String> wrong, String tried, CommandRun run, String name, String value) throws IOException {
        String line = String.join(" ", run.err());
        boolean right = run.exitCode() == Failures.USAGE
                && run.err().size() == 1
                && run.out().isEmpty()
                && line.startsWith("lambda-watch: ")
                && line.length() < 800
                && line.equals(Quoted.inLine(line))
                && line.contains(name)
                && line.contains(value)
                && line.matches(RULE)
                && !line.contains("secret");
        if (!right || lambda.calls().total() > 0) {
            wrong.add(tried + ": exit " + run.exitCode() + ", out " + run.out() + ", err " + run.err() + ", calls "
                    + lambda.calls().total());
            lambda.calls().clear();
            Files.deleteIfExists(journal());
        }
    }

    private static List<ArgSpec> parameters(String command) {
        CommandSpec program =
                LambdaWatch.commands(CommandRun.terminal(), new StopSignal()).getCommandSpec();
        CommandSpec spec = command.equals("lambda-watch")
                ? program
                : Objects.requireNonNull(program.subcommands().get(command)).getCommandSpec();
        assertThat(spec.args()).isNotEmpty();
        return spec.args();
    }

    private Path journal() {
        return directory.resolve("journal");
    }

    private static boolean isSecret(String name) {
        return name.equals("--token") || name.equals("--redis");
    }

    private static String visible(String value) {
        String shown = Quoted.inLine(value);
        return shown.substring(0, Math.min(40, shown.length()));
    }

    private static String[] plus(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private List<String> files() throws IOException {
        List<String> all = new ArrayList<>();
        for (Path each : List.of(directory, Path.of(""))) {
            try (Stream<Path> inside = Files.list(each)) {
                all.addAll(new TreeSet<>(inside.map(Path::toString).toList()));
            }
        }
        return all;
    }
}
