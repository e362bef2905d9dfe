// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What one call costs.
 *
 * @param micros CPU time in microseconds, the median of what was measured
 * @param spread half of what lies between the least and the most of it, in microseconds
 * @param bytes allocated
 */
record PollCost(double micros, double spread, double bytes) {
    double timeOver(PollCost bare) {
        return micros / bare.micros - 1;
    }

    double bytesOver(PollCost bare) {
        return bytes / bare.bytes - 1;
    }

    /** Runs {@link PollBenchmark} in JVMs of their own; the results by its methods' names. */
    static Map<String, PollCost> byJmh(boolean quick) throws RunnerException, IOException {
        Path log = Files.createTempFile("jmh", ".log");
        Options options = new OptionsBuilder()
                .include(PollBenchmark.class.getName().replace('$', '.') + "\\..*")
                .forks(quick ? 1 : 3)
                .warmupIterations(quick ? 10 : 25)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 5 : 25)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC")
                .output(log.toString())
                .build();
        Map<String, PollCost> costs = new HashMap<>();
        for (RunResult result : new Runner(options).run()) {
            double[] micros = result.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> score(iteration.getSecondaryResults(), "nanos")
                            / score(iteration.getSecondaryResults(), "calls")
                            / 1e3)
                    .sorted()
                    .toArray();
            double spread = (micros[micros.length - 1] - micros[0]) / 2;
            double bytes = score(result.getSecondaryResults(), "bytes") / score(result.getSecondaryResults(), "calls");
            costs.put(result.getPrimaryResult().getLabel(), new PollCost(micros[micros.length / 2], spread, bytes));
        }
        Files.delete(log);
        return costs;
    }

    @SuppressWarnings("rawtypes") // as JMH has it
    private static double score(Map<String, Result> results, String label) {
        return Objects.requireNonNull(results.get(label)).getScore();
    }
}
