// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Svg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results of fleet-wait as a drawing: for each poller a bar of its mean delay in one of its 99th percentile, on a
 * logarithmic axis, and how many of its waits failed or found nothing.
 */
final class FleetChart {
    private static final int LARGEST = 1_000;
    private static final int WIDTH = 860;
    private static final int LEFT = 170;
    private static final int AXIS = 420;
    private static final int FAILURES_LEFT = 640;
    private static final int FAILURES_AXIS = 150;
    private static final int ROW = 30;
    private static final int HEAD = 74;
    private static final int FOOT = 62;
    private static final double LEAST_SECONDS = 0.1;

    private final List<Result> results;
    private final int functions;
    private final double decades;
    private final Svg svg;

    private FleetChart(List<Result> results, int functions, int height) {
        this.results = results;
        this.functions = functions;
        double longest = results.stream()
                .mapToDouble(result -> result.delays().percentile(99))
                .filter(seconds -> !Double.isNaN(seconds))
                .max()
                .orElse(1);
        decades = Math.max(1, Math.ceil(Math.log10(longest / LEAST_SECONDS)));
        svg = new Svg(WIDTH, height, "How late pollers of " + functions + " functions notice that updates are over");
    }

    /** The largest fleet measured up to 1,000, and where and when. */
    static String of(List<Result> results, Machine machine) {
        List<Result> timed =
                results.stream().filter(result -> !result.cell().heap()).toList();
        int functions = timed.stream()
                .mapToInt(result -> result.cell().functions())
                .filter(size -> size <= LARGEST)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("a chart needs a fleet of at most " + LARGEST));
        List<Result> shown = timed.stream()
                .filter(result -> result.cell().functions() == functions)
                .toList();
        List<String> starts = shown.stream()
                .map(result -> result.cell().start())
                .distinct()
                .sorted()
                .toList();
        int height = starts.size() * (HEAD + FOOT) + shown.size() * ROW + 10;
        FleetChart chart = new FleetChart(shown, functions, height);
        int y = 0;
        for (String start : starts) {
            y = chart.panel(start, y);
        }
        return chart.footed(height, machine).toString();
    }

    /** Draws one panel from {@code top} on; returns where it ends. */
    private int panel(String start, int top) {
        List<Result> rows = new ArrayList<>(results);
        rows.removeIf(result -> !result.cell().start().equals(start));
        int bottom = top + HEAD + rows.size() * ROW;
        String how = start.equals("all at once") ? "all at once" : "at " + start;
        svg.text(10, top + 24, "title", functions + " functions, updates start " + how);
        svg.text(LEFT, top + 48, "", "delay of detection: mean and 99th percentile, log scale");
        svg.text(FAILURES_LEFT, top + 48, "", "waits failed or not over, %");
        axes(top + HEAD - 12, bottom);
        int y = top + HEAD;
        for (Result row : rows) {
            row(row, y);
            y += ROW;
        }
        return bottom + FOOT;
    }

    private void axes(int top, int bottom) {
        for (int decade = 0; decade <= decades; decade++) {
            double seconds = LEAST_SECONDS * Math.pow(10, decade);
            svg.line(x(seconds), top, x(seconds), bottom, "grid");
            svg.text(
                    x(seconds),
                    bottom + 16,
                    "small middle",
                    String.format(Locale.ROOT, seconds < 1 ? "%.1f s" : "%.0f s", seconds));
        }
        for (int percent = 0; percent <= 100; percent += 50) {
            double x = FAILURES_LEFT + FAILURES_AXIS * percent / 100.0;
            svg.line(x, top, x, bottom, "grid");
            svg.text(x, bottom + 16, "small middle", percent + " %");
        }
    }

    private void row(Result row, int y) {
        double mean = row.delays().mean();
        double p99 = row.delays().percentile(99);
        int lost = functions - row.delays().count();
        boolean ours = row.is(Peer.Kind.REACTOR_WAITERS);
        svg.text(LEFT - 10, y + 14, ours ? "end ours" : "end", row.cell().peer());
        if (!Double.isNaN(mean)) {
            String figures = String.format(Locale.ROOT, "%.2f s, %.1f s", mean, p99);
            svg.bar(
                    LEFT,
                    y,
                    x(p99) - LEFT,
                    ROW - 10.0,
                    "tail",
                    "99th percentile of " + row.cell().peer() + ": " + p99);
            svg.bar(
                    LEFT,
                    y,
                    x(mean) - LEFT,
                    ROW - 10.0,
                    "mean",
                    "mean of " + row.cell().peer() + ": " + mean);
            boolean beside = x(p99) + 90 < FAILURES_LEFT - 20;
            svg.text(beside ? x(p99) + 6 : x(p99) - 6, y + 14, beside ? "small" : "small end", figures);
        }
        double percent = 100.0 * lost / functions;
        svg.bar(FAILURES_LEFT, y, FAILURES_AXIS * percent / 100, ROW - 10.0, "bad", lost + " of " + functions);
        svg.text(FAILURES_LEFT + FAILURES_AXIS * percent / 100 + 6, y + 14, "small", Integer.toString(lost));
    }

    private Svg footed(int height, Machine machine) {
        Cell cell = results.get(0).cell();
        String setting = String.format(
                Locale.ROOT,
                "Simulated Lambda over HTTP, quotas 100 + 15/s, a poll travels %d ms%s. %s, %d cores, JDK %s, %s",
                cell.pollMillis(),
                cell.hurry() == 1 ? "" : ", durations / " + cell.hurry(),
                machine.cpu(),
                machine.cores(),
                Runtime.version().feature(),
                machine.date().substring(0, 10));
        return svg.text(10, height - 12, "small", setting);
    }

    private static double clamp(double seconds) {
        return Math.max(LEAST_SECONDS, seconds);
    }

    private double x(double seconds) {
        return LEFT + AXIS * Math.log10(clamp(seconds) / LEAST_SECONDS) / decades;
    }
}
