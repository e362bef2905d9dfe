// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.scale;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What does one poll cost, and one watched function a second, as the watcher's functions become many? */
@Command(name = "scale", description = "Cost per poll and per function at 100 to 100,000 functions.")
public final class Scale implements Benchmark {
    /** What is measured first would pay for the compiler. */
    private static final int WARM_UP_FUNCTIONS = 1_000;

    private static final int WARM_UP_SECONDS = 300;

    @Option(names = "--functions", split = ",", description = "How many; default 100,1000,10000,100000.")
    private List<Integer> functions = List.of(100, 1_000, 10_000, 100_000);

    @Option(names = "--seconds", description = "Virtual seconds measured; default 300, quick: 60.")
    private int seconds;

    @Override
    public Report measure(Run run) {
        Machine machine = Machine.here();
        int measured = seconds > 0 ? seconds : run.quick() ? 60 : 300;
        Table table = new Table(
                "A watcher on one thread, in virtual time, 90 GetFunction/s, in memory; CPU of " + measured
                        + " virtual seconds. Bare: the same number of getFunction calls on the same client",
                "functions",
                "state",
                "polls/s",
                "us a poll",
                "bare us",
                "over us",
                "over, ns a function and s",
                "% of a core");
        for (ScaleCell.State state : ScaleCell.State.values()) {
            ScaleCell.measure(WARM_UP_FUNCTIONS, state, WARM_UP_SECONDS);
        }
        List<ScaleCell> cells = new ArrayList<>();
        for (int count : functions) {
            for (ScaleCell.State state : ScaleCell.State.values()) {
                ScaleCell cell = ScaleCell.measure(count, state, measured);
                cells.add(cell);
                table.row(
                        Integer.toString(count),
                        state.toString(),
                        number(cell.pollsPerSecond()),
                        number(cell.microsPerPoll()),
                        number(cell.bareMicros()),
                        number(cell.microsPerPoll() - cell.bareMicros()),
                        number(cell.nanosPerFunctionSecond()),
                        number(cell.percentOfCore()));
                run.progress(count + " " + state + " measured");
            }
        }
        return new Report("scale", run.command(), machine, List.of(table), List.of(), Map.of("cells", cells));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
