// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures under a title that says how they were got. Filled row by row; not thread-safe. */
public final class Table {
    private final String title;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public Table(String title, String... head) {
        this.title = title;
        this.head = List.of(head);
    }

    /** Adds a row; as many cells as the head has. */
    public Table row(List<String> cells) {
        if (cells.size() != head.size()) {
            throw new IllegalArgumentException("a row must have " + head.size() + " cells: " + cells);
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Adds a row; as many cells as the head has. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** For a terminal: the first column to the left, the others to the right. */
    public String text() {
        int[] widths = IntStream.range(0, head.size()).map(this::width).toArray();
        StringBuilder text = new StringBuilder(title).append('\n').append(line(head, widths));
        text.append("-".repeat(IntStream.of(widths).sum() + 2 * (widths.length - 1)))
                .append('\n');
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    /** As a Markdown table under its title in bold. */
    public String markdown() {
        StringBuilder text =
                new StringBuilder("**").append(title).append("**\n\n").append(bars(head));
        text.append(IntStream.range(0, head.size())
                .mapToObj(column -> column == 0 ? "---" : "---:")
                .collect(Collectors.joining("|", "|", "|\n")));
        rows.forEach(row -> text.append(bars(row)));
        return text.toString();
    }

    private int width(int column) {
        int widest = head.get(column).length();
        for (List<String> row : rows) {
            widest = Math.max(widest, row.get(column).length());
        }
        return widest;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? cell + padding : "  " + padding + cell);
        }
        return line.toString().stripTrailing() + "\n";
    }

    private static String bars(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
