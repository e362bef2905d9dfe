// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How late does a watcher of a whole account tell that updates start and complete? Beside round robin with and without
 * sweeps, and beside what a poller that knows all rates could reach.
 */
@Command(name = "steady", description = "Watching 1,000 and 10,000 settled functions, updated by Zipf's law.")
public final class Steady implements Benchmark {
    private static final Setting LARGE = new Setting(10_000, 1, 5);
    private static final Setting SMALL = new Setting(1_000, 0.1, 5);
    private static final List<Setting> SETTINGS = List.of(SMALL, LARGE, new Setting(10_000, 1, 1));
    private static final Map<String, VirtualWatch.Poller> POLLERS = pollers();
    private static final String OURS = "reactor-waiters";

    private static final double START_TO_MEET = 9;
    private static final double COMPLETION_TO_MEET = 5.5;

    @Option(names = "--minutes", description = "Minutes measured in virtual time; default 10, quick: 5.")
    private int minutes;

    @Option(names = "--http-seconds", description = "Seconds measured over HTTP, 0: none; default 180, quick: 20.")
    private int httpSeconds = -1;

    @Option(names = "--http-only", description = "Leaves virtual time out.")
    private boolean httpOnly;

    @Option(names = "--seeds", description = "Accounts in virtual time; default 3, quick: 1.")
    private int seeds;

    private static Map<String, VirtualWatch.Poller> pollers() {
        Map<String, VirtualWatch.Poller> pollers = new LinkedHashMap<>();
        pollers.put(OURS, VirtualWatch::watchAll);
        pollers.put("round robin + sweeps", VirtualWatch::roundRobinWithSweeps);
        pollers.put("round robin", VirtualWatch::roundRobin);
        return pollers;
    }

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        List<Table> tables = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        List<Map<String, Object>> data = new ArrayList<>();
        Duration measured = Duration.ofMinutes(minutes > 0 ? minutes : run.quick() ? 5 : 10);
        int accounts = seeds > 0 ? seeds : run.quick() ? 1 : 3;
        for (Setting setting : httpOnly ? List.<Setting>of() : run.quick() ? List.of(SMALL, LARGE) : SETTINGS) {
            Table table = table(setting, "virtual time, " + measured.toMinutes() + " min, " + accounts + " accounts");
            POLLERS.forEach((name, poller) -> {
                List<Watching> watched = new ArrayList<>();
                for (long seed = 1; seed <= accounts; seed++) {
                    watched.add(VirtualWatch.run(name, poller, setting, VirtualWatch.WARM_UP, measured, seed));
                }
                add(setting, Summary.of(watched), "virtual", table, goals, data);
                run.progress(setting.label() + ": " + name);
            });
            bounds(setting, table);
            tables.add(table);
        }
        int seconds = httpSeconds >= 0 ? httpSeconds : run.quick() ? 20 : 180;
        if (seconds > 0) {
            Duration warmUp = run.quick() ? Duration.ofSeconds(20) : VirtualWatch.WARM_UP;
            for (Setting setting : overHttp(run.quick())) {
                Table table = table(setting, "real HTTP, " + seconds + " s");
                HttpWatch.Found found = HttpWatch.run(setting, warmUp, Duration.ofSeconds(seconds));
                add(setting, Summary.of(List.of(found.watching())), "http", table, goals, data);
                bounds(setting, table);
                tables.add(table);
                run.progress(setting.label() + ": HTTP, " + found.cpuSeconds() + " CPU s");
            }
        }
        return new Report("steady", run.command(), machine, tables, goals, Map.of("runs", data));
    }

    /** A small account is updated more often here: a few minutes are to show more than a handful of updates. */
    private static List<Setting> overHttp(boolean quick) {
        Setting small = new Setting(1_000, 1, 5);
        return quick ? List.of(small) : List.of(small, LARGE);
    }

    private static Table table(Setting setting, String how) {
        return new Table(
                setting.label() + "; " + how + "; a poll travels 80 ms, a page 250 ms. Seconds until shown",
                "poller",
                "start: mean",
                "p99",
                "completion: mean",
                "p99",
                "updates",
                "merged",
                "unreported",
                "polls/s",
                "lists/s",
                "refused");
    }

    private static void add(
            Setting setting,
            Summary summary,
            String how,
            Table table,
            List<Goal> goals,
            List<Map<String, Object>> data) {
        table.row(summary.cells());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("setting", setting);
        row.put("how", how);
        row.put("boundSeconds", setting.bound());
        row.putAll(summary.data());
        data.add(row);
        if (summary.poller().equals(OURS)) {
            String which = setting.label() + ", " + how + ": ";
            goals.add(Goal.atMost(which + "completed updates never reported", 0, summary.unreported()));
            if (setting.equals(LARGE)) {
                goals.add(Goal.atMost(which + "start, mean s", START_TO_MEET, summary.start()));
                goals.add(Goal.atMost(which + "completion, mean s", COMPLETION_TO_MEET, summary.completion()));
            }
        }
    }

    private static void bounds(Setting setting, Table table) {
        bound("bound", setting.bound(), table);
        bound("bound without sweeps", setting.boundWithoutSweeps(), table);
    }

    private static void bound(String name, double seconds, Table table) {
        String start = String.format(Locale.ROOT, "%.2f", seconds);
        table.row(name, start, "", "", "", "", "", "", "", "", "");
    }
}
