// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks;

import io.github.reactorwaiters.benchmarks.report.Report;

/** One question, answered by measuring. A picocli command, too: its name, its description, its own options. */
public interface Benchmark {
    /**
     * Measures. Blocks, tells its progress on stderr.
     *
     * @param run what was asked of every benchmark
     */
    Report measure(Run run) throws Exception;
}
