// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command that ran in this process. */
record CommandRun(int exitCode, List<String> out, List<String> err) {
    static CommandRun of(String... args) {
        return run(false, args);
    }

    /** As if a person looked at it. */
    static CommandRun onTerminal(String... args) {
        return run(true, args);
    }

    /** A terminal nobody reads. */
    static Terminal terminal() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new Terminal(nowhere, nowhere, false);
    }

    private static CommandRun run(boolean interactive, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interactive);
        int exitCode = LambdaWatch.run(terminal, new StopSignal(), args);
        return new CommandRun(exitCode, lines(out), lines(err));
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
