// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
        name = "lambda-watch",
        description = "Watches the state of AWS Lambda functions.",
        mixinStandardHelpOptions = true,
        version = "lambda-watch 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND")
public final class LambdaWatch implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    CommandSpec spec;

    private LambdaWatch() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] args) {
        StopSignal stop = new StopSignal();
        Thread hook = new Thread(stop::stopAndAwaitEnd, "lambda-watch-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        int code = run(Terminal.ofProcess(), stop, args);
        stop.ended();
        System.exit(code);
    }

    /** Runs a command in this process and returns its exit code. */
    static int run(Terminal terminal, StopSignal stop, String... args) {
        int code = commands(terminal, stop).execute(args);
        terminal.out().flush();
        return code;
    }

    /** The program and its commands. */
    static CommandLine commands(Terminal terminal, StopSignal stop) {
        CommandLine line = new CommandLine(new LambdaWatch())
                .addSubcommand(new WatchCommand(terminal, stop))
                .addSubcommand(new WaitCommand(terminal, stop))
                .addSubcommand(new RolloutCommand(terminal, stop))
                .addSubcommand(new ServeCommand(terminal, stop))
                .addSubcommand(new SimulateCommand(terminal, stop))
                .addSubcommand(new DemoCommand(terminal, stop));
        Failures failures = new Failures(terminal.err());
        return line.setExecutionStrategy(LambdaWatch::execute)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // @FILE is an operand of --targets
                .setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    private static int execute(ParseResult parsed) {
        requireNoEmptyFlag(parsed);
        return new RunLast().execute(parsed);
    }

    /** Picocli takes {@code --json=} for {@code --json}. */
    private static void requireNoEmptyFlag(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        for (String argument : parsed.originalArgs()) {
            int end = argument.indexOf('=');
            if (argument.equals("--")) {
                return;
            }
            if (end > 0 && argument.substring(end + 1).isBlank()) {
                OptionSpec flag = last.commandSpec().findOption(argument.substring(0, end));
                if (flag != null && flag.arity().max() == 0) {
                    throw new ParameterException(
                            last.commandSpec().commandLine(),
                            "Invalid value for option '" + flag.longestName() + "': "
                                    + Quoted.of(argument.substring(end + 1)) + " is not a boolean");
                }
            }
        }
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: watch, wait, rollout, serve, simulate or demo");
    }
}
