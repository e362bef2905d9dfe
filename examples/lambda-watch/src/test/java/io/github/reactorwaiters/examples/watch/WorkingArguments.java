// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Arguments with which each command does its work and ends.
 *
 * @param endpoint of a simulated Lambda that has a function {@code orders}
 * @param journal of a rollout
 */
record WorkingArguments(String endpoint, Path journal) {
    /** The same with this value for one option or parameter. */
    String[] with(String command, ArgSpec each, String value) {
        List<String> arguments = base(command, name(each));
        if (each instanceof OptionSpec) {
            arguments.add(name(each) + "=" + value);
        } else {
            arguments.add("--");
            if (name(each).equals("NAME")) {
                arguments.add("active");
            }
            arguments.add(value);
            if (name(each).equals("GOAL")) {
                arguments.add("orders");
            }
        }
        return arguments.toArray(String[]::new);
    }

    /** Arguments with which the command does its work and ends, but for one, and those that this one needs. */
    List<String> base(String command, String but) {
        Map<String, String> options = new LinkedHashMap<>();
        if (!command.equals("lambda-watch")) {
            options.put("--region", "eu-west-1");
            options.put("--for", command.equals("rollout") ? "10s" : "50ms");
        }
        switch (command) {
            case "watch" -> options.put("--endpoint", endpoint);
            case "wait" -> {
                options.put("--endpoint", endpoint);
                options.put("--timeout", "200ms");
            }
            case "serve" -> {
                options.put("--endpoint", endpoint);
                options.put("--port", "0");
            }
            case "rollout" -> {
                options.put("--endpoint", endpoint);
                options.put("--targets", "orders");
                options.put("--memory", "512");
                options.put("--journal", journal.toString());
            }
            case "simulate", "demo" -> {
                options.put("--port", "0");
                options.put("--functions", "1");
            }
            default -> {}
        }
        if (but.matches("--redis.*|--account")) {
            options.put("--redis", "redis://127.0.0.1:1");
            options.put("--account", "123456789012");
        } else if (but.equals("--shift")) {
            options.put("--alias", "live");
        }
        options.remove(but);
        List<String> arguments = new ArrayList<>();
        if (!command.equals("lambda-watch")) {
            arguments.add(command);
        }
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        if (command.equals("wait") && but.startsWith("--")) {
            arguments.addAll(List.of("active", "orders"));
        }
        return arguments;
    }

    /** As messages call it. */
    static String name(ArgSpec each) {
        return each instanceof OptionSpec option ? option.longestName() : ((PositionalParamSpec) each).paramLabel();
    }
}
