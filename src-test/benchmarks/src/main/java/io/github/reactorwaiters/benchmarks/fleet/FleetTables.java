// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The results of fleet-wait for people: a table for each fleet, and how the pollers were set up. */
final class FleetTables {
    private FleetTables() {}

    static List<Table> of(List<Result> results) {
        Map<String, List<Result>> fleets = new LinkedHashMap<>();
        results.stream().filter(result -> !result.cell().heap()).forEach(result -> fleets.computeIfAbsent(
                        title(result.cell()), title -> new ArrayList<>())
                .add(result));
        List<Table> tables = new ArrayList<>();
        fleets.forEach((title, fleet) -> tables.add(delays(title, fleet)));
        List<Result> weighed =
                results.stream().filter(result -> result.cell().heap()).toList();
        if (!weighed.isEmpty()) {
            tables.add(heap(weighed));
        }
        tables.add(settings(results));
        return tables;
    }

    private static String title(Cell cell) {
        return String.format(
                Locale.ROOT,
                "%d functions, updates start %s; a poll travels %d ms, a page %d ms; quotas 100 + 15/s%s. "
                        + "Seconds from true completion to detection, of those detected",
                cell.functions(),
                cell.allAtOnce() ? "all at once" : "at " + cell.start(),
                cell.pollMillis(),
                cell.pageMillis(),
                cell.hurry() == 1 ? "" : "; durations / " + cell.hurry());
    }

    private static Table delays(String title, List<Result> fleet) {
        Table table = new Table(
                title,
                "poller",
                "detected",
                "failed",
                "undetected",
                "mean",
                "p50",
                "p99",
                "calls",
                "lists",
                "refused",
                "CPU s",
                "threads");
        for (Result result : fleet) {
            Finding finding = result.finding();
            Truth truth = finding.truth();
            table.row(
                    result.cell().peer(),
                    Integer.toString(result.delays().count()),
                    Integer.toString(result.failed()),
                    Integer.toString(finding.undetected()),
                    seconds(result.delays().mean()),
                    seconds(result.delays().percentile(50)),
                    seconds(result.delays().percentile(99)),
                    Long.toString(truth.total()),
                    Long.toString(truth.calls().getOrDefault("ListFunctions", 0L)),
                    Long.toString(truth.refused()),
                    String.format(Locale.ROOT, "%.1f", finding.cpuSeconds()),
                    Integer.toString(finding.threads()));
        }
        return table;
    }

    private static Table heap(List<Result> weighed) {
        Table table = new Table(
                "Live heap while all wait, bytes per waiting function. The SDK's part: calls under way and connections, "
                        + "idle ones included, each at what a bare one keeps alive; - where that was not above 0, and so not measured",
                "poller",
                "functions",
                "all",
                "without the SDK's part",
                "calls under way",
                "bytes a call and its connection",
                "connections",
                "bytes an idle connection");
        for (Result result : weighed) {
            Finding.Heap heap = Objects.requireNonNull(result.finding().heap());
            int functions = result.cell().functions();
            table.row(
                    result.cell().peer(),
                    Integer.toString(functions),
                    bytes(heap.perFunction(functions)),
                    bytes(heap.beyondCalls(functions)),
                    Integer.toString(heap.callsInFlight()),
                    bytes(heap.sdk().perCall()),
                    Integer.toString(heap.connections()),
                    bytes(heap.sdk().perIdleConnection()));
        }
        return table;
    }

    private static Table settings(List<Result> results) {
        Table table = new Table("Pollers, each in a JVM with " + Child.flags(), "poller", "set up");
        Map<String, String> settings = new LinkedHashMap<>();
        results.forEach(result -> settings.merge(
                result.cell().peer(),
                result.finding().settings(),
                (one, other) -> one.equals(other) || one.contains(other) ? one : one + " / " + other));
        settings.forEach(table::row);
        return table;
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.2f", seconds);
    }

    private static String bytes(double bytes) {
        return Double.isNaN(bytes) ? "-" : String.format(Locale.ROOT, "%.0f", bytes);
    }
}
