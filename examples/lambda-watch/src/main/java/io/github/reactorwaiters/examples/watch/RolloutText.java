// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Halt;
import io.github.reactorwaiters.rollout.PlannedFunction;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutSummary;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Rollouts in words. */
final class RolloutText {
    private static final int MOST_TROUBLES = 20;

    private RolloutText() {}

    static String plan(RolloutPlan plan) {
        List<PlannedFunction> troubled = plan.functions().stream()
                .filter(function -> function.trouble() != null)
                .toList();
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "plan: %d functions, %d as wanted already, in %d waves (%s)%n",
                plan.functions().size(),
                plan.unchanged(),
                plan.waves().size(),
                plan.waves().stream()
                        .map(wave -> Integer.toString(wave.targets().size()))
                        .collect(Collectors.joining(", "))));
        text.append(String.format(
                Locale.ROOT,
                "      %d calls that change something, %d readings; the quotas allow it in %s",
                plan.controlPlaneCalls(),
                plan.getFunctionCalls(),
                duration(plan.leastTime())));
        troubled.stream()
                .limit(MOST_TROUBLES)
                .forEach(function ->
                        text.append(String.format("%n    ! %s: %s", function.function(), function.trouble())));
        if (troubled.size() > MOST_TROUBLES) {
            text.append(String.format("%n    ! and %d more", troubled.size() - MOST_TROUBLES));
        }
        return text.toString();
    }

    static String result(FunctionResult result) {
        StringBuilder text =
                new StringBuilder().append(result.function()).append("  ").append(name(result.outcome()));
        if (result.newVersion() != null) {
            text.append("  ")
                    .append(result.oldVersion() == null ? "" : result.oldVersion() + " -> ")
                    .append(result.newVersion());
        }
        text.append("  ").append(duration(result.timeSpent().values().stream().reduce(Duration.ZERO, Duration::plus)));
        if (result.reason() != null) {
            text.append("  ")
                    .append(result.step() == null ? "" : result.step() + ": ")
                    .append(result.reason().replaceAll("\\s*[\\r\\n]+\\s*", " "));
        }
        return text.toString();
    }

    static String summary(RolloutSummary summary) {
        StringBuilder text = new StringBuilder();
        for (FunctionOutcome outcome : FunctionOutcome.values()) {
            int count = summary.count(outcome);
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(name(outcome));
            }
        }
        text.append(" in ").append(duration(summary.elapsed()));
        Halt halt = summary.halt();
        return halt == null ? text.toString() : text + "; halted: " + halt.message();
    }

    /** Whether all that failed did so for want of permissions. */
    static boolean isDenied(RolloutSummary summary) {
        List<FunctionResult> failed = summary.results().stream()
                .filter(result -> result.outcome() == FunctionOutcome.FAILED)
                .toList();
        return !failed.isEmpty()
                && failed.stream()
                        .allMatch(result -> result.reasonCode() != null
                                && result.reasonCode().startsWith("AccessDenied"));
    }

    static String name(FunctionOutcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String duration(Duration time) {
        if (time.compareTo(Duration.ofMinutes(1)) < 0) {
            return String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1000.0);
        }
        return String.format(Locale.ROOT, "%dm%02ds", time.toMinutes(), time.toSecondsPart());
    }
}
