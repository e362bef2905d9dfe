// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.Quoted;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err logs, notes and summaries
 * @param interactive whether a person looks at {@code out}, so that it may be redrawn
 */
record Terminal(PrintStream out, PrintStream err, boolean interactive) {
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Standard output, buffered, and standard error. The script says by property whether
     * output is a terminal: Java does not tell that of output alone.
     */
    static Terminal ofProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
        return new Terminal(out, System.err, Boolean.getBoolean("lambda-watch.terminal"));
    }

    /** Writes a line at once. */
    void line(String text) {
        out.println(text);
        flush();
    }

    /** Puts a question to the person at the terminal, and reads the answer; anything but yes is no. */
    boolean asks(String question) {
        err.print(question);
        err.flush();
        Scanner answers = new Scanner(System.in, Charset.defaultCharset());
        return answers.hasNextLine()
                && answers.nextLine().strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** Writes a note to standard error, marked with the program's name. */
    void note(String text) {
        err.println("lambda-watch: " + Quoted.inLine(text));
    }

    /**
     * Writes what is buffered.
     *
     * @throws OutputClosedException if nobody reads it any more
     */
    void flush() {
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** The reader of standard output went away, as {@code head} does. */
    static final class OutputClosedException extends RuntimeException {
        OutputClosedException() {
            super("standard output is closed");
        }
    }
}
