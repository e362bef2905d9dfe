// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How soon does each way of waiting notice that the updates of a fleet are over, and what does it cost? Ours beside the
 * SDK's waiter (default, adaptive and patient retries), plain Reactor, Azure's PollerFlux, and a fixed interval within our budget;
 * over HTTP, against AWS's quotas, each in a process of its own.
 */
@Command(
        name = "fleet-wait",
        description = "Waiting for 100 to 3,000 updates over HTTP, beside what a user would pick instead.")
public final class FleetWait implements Benchmark {
    private static final double ALL_AT_ONCE = Double.POSITIVE_INFINITY;
    private static final double UPDATE_QUOTA = 15;

    private static final int QUICK_HURRY = 5;
    private static final int QUICK_TOGETHER = 4;
    private static final List<Peer.Kind> QUICK_PEERS =
            List.of(Peer.Kind.REACTOR_WAITERS, Peer.Kind.FIXED, Peer.Kind.SDK, Peer.Kind.REACTOR);

    @Option(names = "--functions", split = ",", description = "How many; default 100,1000,3000.")
    private List<Integer> functions = List.of();

    @Option(names = "--start", split = ",", description = "all (at once) or a rate such as 15/s; default both.")
    private List<String> starts = List.of();

    @Option(
            names = "--peer",
            split = ",",
            description = "Which pollers: ${COMPLETION-CANDIDATES}; default all, quick: four.")
    private List<Peer.Kind> peers = List.of();

    @Option(
            names = "--poll-latency",
            description = "Milliseconds a GetFunction call travels; default ${DEFAULT-VALUE}.")
    private long pollMillis = 80;

    @Option(
            names = "--page-latency",
            description = "Milliseconds a ListFunctions call travels; default ${DEFAULT-VALUE}.")
    private long pageMillis = 250;

    @Option(
            names = "--share",
            description = "Part of the quotas that pollers with a budget use; default ${DEFAULT-VALUE}.")
    private double share = 0.9;

    @Option(names = "--lists", description = "Our lists/s when all start at once; default ${DEFAULT-VALUE}.")
    private double lists = 10;

    @Option(names = "--limit", description = "Seconds that a poller may go on after the last update; default 180.")
    private @Nullable Long limit;

    @Option(names = "--hurry", description = "Divides all durations; default 1, quick: 5.")
    private @Nullable Double hurry;

    @Option(
            names = "--together",
            description = "Pollers beside one another, each with a server of its own; default 1, quick: 4.")
    private @Nullable Integer together;

    @Option(names = "--no-heap", negatable = true, description = "Leaves heap out.")
    private boolean heap = true;

    @Option(names = "--heap-only", description = "Leaves all but heap out.")
    private boolean heapOnly;

    @Option(names = "--seed", description = "Of the durations; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(names = "--svg", description = "Writes a chart of the largest fleet measured up to 1,000 to this file.")
    private @Nullable Path svg;

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        List<Result> results = new ArrayList<>();
        for (List<Cell> group : groups(run.quick())) {
            results.addAll(measure(group, run));
        }
        Path file = svg;
        if (file != null) {
            Files.writeString(file, FleetChart.of(results, machine));
        }
        return new Report(
                "fleet-wait",
                run.command(),
                machine,
                FleetTables.of(results),
                FleetGoals.of(results),
                Map.of("cells", results.stream().map(Result::data).toList()));
    }

    /** The cells that differ in the poller only, group by group. */
    private List<List<Cell>> groups(boolean quick) {
        List<List<Cell>> groups = new ArrayList<>();
        if (quick && functions.isEmpty() && starts.isEmpty()) {
            groups.add(cells(100, UPDATE_QUOTA, true));
            groups.add(cells(300, ALL_AT_ONCE, true));
            groups.add(weighed(300, true));
            return groups;
        }
        for (int size : functions.isEmpty() ? List.of(100, 1_000, 3_000) : functions) {
            for (String start : heapOnly ? List.<String>of() : starts.isEmpty() ? List.of("all", "15/s") : starts) {
                groups.add(cells(size, rate(start), quick));
            }
            if (heap || heapOnly) {
                groups.add(weighed(size, quick));
            }
        }
        return groups;
    }

    private List<Cell> cells(int size, double rate, boolean quick) {
        List<Peer.Kind> kinds = !peers.isEmpty() ? peers : quick ? QUICK_PEERS : List.of(Peer.Kind.values());
        return kinds.stream().map(kind -> cell(kind, size, rate, quick)).toList();
    }

    private List<Cell> weighed(int size, boolean quick) {
        return cells(size, ALL_AT_ONCE, quick).stream().map(Cell::measuringHeap).toList();
    }

    private Cell cell(Peer.Kind kind, int size, double rate, boolean quick) {
        return new Cell(
                kind.toString(),
                size,
                rate,
                seed,
                pollMillis,
                pageMillis,
                share,
                // at 15 starts/s the updates themselves use the quota that lists come out of
                Double.isInfinite(rate) || rate < UPDATE_QUOTA ? lists : Cell.HARDLY_ANY_LISTS,
                hurry != null ? hurry : quick ? QUICK_HURRY : 1,
                limit != null ? limit : quick ? 5 : 180,
                false);
    }

    private static double rate(String start) {
        return start.equals("all") ? ALL_AT_ONCE : Double.parseDouble(start.replaceFirst("/s$", ""));
    }

    /** One after the other, or a few beside one another. */
    private List<Result> measure(List<Cell> cells, Run run) throws IOException, InterruptedException {
        int together = this.together != null ? Math.max(1, this.together) : run.quick() ? QUICK_TOGETHER : 1;
        List<Result> results = new ArrayList<>();
        for (int from = 0; from < cells.size(); from += together) {
            List<Result> some = CellRun.together(cells.subList(from, Math.min(cells.size(), from + together)));
            some.forEach(result -> run.progress(result.describe()));
            results.addAll(some);
        }
        return results;
    }
}
