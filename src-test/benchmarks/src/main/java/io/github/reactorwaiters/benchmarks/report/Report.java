// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a benchmark found.
 *
 * @param benchmark its name
 * @param command the arguments it was run with
 * @param machine where and when it began
 * @param tables the figures, for people
 * @param goals the figures to meet; only those that this run measured
 * @param data the figures, for programs: whatever Jackson can write
 */
public record Report(
        String benchmark, String command, Machine machine, List<Table> tables, List<Goal> goals, Object data) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Tables and goals for a terminal, or as Markdown; ends with a line of JSON. */
    public String print(boolean markdown) {
        StringBuilder text = new StringBuilder();
        text.append(markdown ? "`run " + command + "`: " : "")
                .append(machine.describe())
                .append("\n\n");
        tables.forEach(
                table -> text.append(markdown ? table.markdown() : table.text()).append('\n'));
        goals.forEach(
                goal -> text.append(markdown ? "- " : "").append(goal.line()).append('\n'));
        return text.append(goals.isEmpty() ? "" : "\n").append(json()).toString();
    }

    private String json() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("benchmark", benchmark);
        line.put("command", command);
        line.put("machine", machine);
        line.put("data", data);
        line.put("goals", goals.stream().map(Report::json).toList());
        return JSON.writeValueAsString(line);
    }

    private static Map<String, Object> json(Goal goal) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("goal", goal.text());
        members.put("sense", goal.sense());
        members.put("bar", goal.bar());
        members.put("measured", goal.measured());
        members.put("met", goal.met());
        return members;
    }
}
