// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks;

import io.github.reactorwaiters.benchmarks.fanout.Fanout;
import io.github.reactorwaiters.benchmarks.fleet.FleetWait;
import io.github.reactorwaiters.benchmarks.overhead.Overhead;
import io.github.reactorwaiters.benchmarks.policy.Policy;
import io.github.reactorwaiters.benchmarks.rollout.RolloutSpeed;
import io.github.reactorwaiters.benchmarks.scale.Scale;
import io.github.reactorwaiters.benchmarks.soak.Soak;
import io.github.reactorwaiters.benchmarks.steady.Steady;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Runs one benchmark by its name; lists them without one. */
@Command(name = "run", synopsisSubcommandLabel = "NAME", mixinStandardHelpOptions = true)
public final class Benchmarks {
    /** All there are. A new benchmark is added here, and nowhere else. */
    private static final List<Benchmark> ALL = List.of(
            new FleetWait(),
            new Policy(),
            new Steady(),
            new Overhead(),
            new Scale(),
            new RolloutSpeed(),
            new Fanout(),
            new Soak());

    private Benchmarks() {}

    /** See {@code src-test/benchmarks/run}. */
    public static void main(String... arguments) {
        CommandLine commands = new CommandLine(new Benchmarks());
        for (Benchmark benchmark : ALL) {
            CommandLine command = new CommandLine(benchmark);
            command.getCommandSpec().mixinStandardHelpOptions(true);
            command.addMixin("run", new Run());
            commands.addSubcommand(command);
        }
        commands.setExecutionStrategy(parsed -> execute(parsed, String.join(" ", arguments)));
        System.exit(commands.execute(arguments));
    }

    private static int execute(ParseResult parsed, String command) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        if (!parsed.hasSubcommand()) {
            list(parsed.commandSpec().commandLine());
            return 0;
        }
        CommandLine chosen = parsed.subcommand().commandSpec().commandLine();
        Benchmark benchmark = chosen.getCommand();
        Run run = (Run) Objects.requireNonNull(chosen.getMixins().get("run"));
        run.asked(command);
        try {
            System.out.println(benchmark.measure(run).print(run.markdown()));
            return 0;
        } catch (Exception failed) {
            throw new CommandLine.ExecutionException(chosen, chosen.getCommandName() + " failed", failed);
        }
    }

    private static void list(CommandLine commands) {
        commands.getSubcommands()
                .forEach((name, command) -> System.out.printf(
                        "%-12s %s%n",
                        name,
                        String.join(" ", command.getCommandSpec().usageMessage().description())));
    }
}
