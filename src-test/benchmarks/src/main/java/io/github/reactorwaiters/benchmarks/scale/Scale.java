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
                        + " virtual seconds. Bare: getFunction on the same client, in turns of 10 virtual seconds",
                "functions",
                "state",
                "polls/s",
                "pages/s",
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
                        number(cell.pagesPerSecond()),
                        number(cell.microsPerPoll()),
                        number(cell.bareMicros()),
                        number(cell.microsPerPoll() - cell.bareMicros()),
                        number(cell.nanosPerFunctionSecond()),
                        number(cell.percentOfCore()));
                run.progress(count + " " + state + " measured");
            }
        }
        return new Report(
                "scale", run.command(), machine, List.of(table, growth(cells)), List.of(), Map.of("cells", cells));
    }

    private static Table growth(List<ScaleCell> cells) {
        Table table = new Table(
                "How CPU grows, from each number of functions to the next: ns a function more and virtual second",
                "functions",
                "state",
                "ns");
        for (ScaleCell.State state : ScaleCell.State.values()) {
            List<ScaleCell> alike =
                    cells.stream().filter(cell -> cell.state() == state).toList();
            for (int i = 1; i < alike.size(); i++) {
                ScaleCell fewer = alike.get(i - 1);
                ScaleCell more = alike.get(i);
                table.row(
                        fewer.functions() + " to " + more.functions(),
                        state.toString(),
                        number(ScaleCell.growth(fewer, more)));
            }
        }
        return table;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
