// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks;

import picocli.CommandLine.Option;

/** The options of every benchmark. Filled by picocli. */
public final class Run {
    @Option(names = "--quick", description = "A smaller and shorter run, under two minutes; its figures are rough.")
    private boolean quick;

    @Option(names = "--markdown", description = "Prints tables as Markdown, as docs/benchmarks.md has them.")
    private boolean markdown;

    private String command = "";

    void asked(String arguments) {
        command = arguments;
    }

    /** Whether to measure less. */
    public boolean quick() {
        return quick;
    }

    boolean markdown() {
        return markdown;
    }

    /** The arguments as they were given. */
    public String command() {
        return command;
    }

    /** Says on stderr what is going on. */
    public void progress(String what) {
        System.err.println(what);
    }
}
