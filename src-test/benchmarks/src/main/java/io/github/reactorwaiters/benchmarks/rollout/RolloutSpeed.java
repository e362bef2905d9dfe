// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How close to what the quotas allow is a rollout of code to a fleet, alone and with a version and an alias? Ours beside loops
 * over the SDK's waiter, with its default and its adaptive retries, with few and with enough functions at a time, and one that is
 * paced by the quota; over HTTP, against AWS's quotas.
 */
@Command(name = "rollout", description = "Updating 1,000 functions over HTTP, beside loops over the SDK's waiter.")
public final class RolloutSpeed implements Benchmark {
    private static final double ALLOWED_EXCESS = 5;
    private static final int CALLS_OF_RELEASE = 3;

    /** Loading classes takes seconds, which say nothing of a rollout. */
    private static final int WARM_UP = 10;

    private static final double WARM_UP_HURRY = 100;

    /** Below, the seconds that it takes to notice the last update are many percent. */
    private static final int LEAST_FOR_GOALS = 1_000;

    @Option(names = "--functions", description = "How many; default 1000, quick: 150.")
    private @Nullable Integer functions;

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Which: reactor-waiters, waiter-loop, waiter-loop-50, adaptive-loop, adaptive-loop-50, patient-loop-200, paced-loop; default all.")
    private List<String> only = List.of();

    @Option(names = "--share", description = "Part of the quotas that ours uses; default ${DEFAULT-VALUE}.")
    private double share = 1;

    @Option(names = "--latency", description = "Milliseconds a call takes; default ${DEFAULT-VALUE}.")
    private long latencyMillis = 80;

    @Option(names = "--limit", description = "Seconds after which a loop is stopped; default 600, quick: 60.")
    private @Nullable Long limit;

    @Option(names = "--hurry", description = "Divides all durations; default 1, quick: 5.")
    private @Nullable Double hurry;

    @Option(names = "--seed", description = "Of the durations; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        List<SpeedResult> results = new ArrayList<>();
        for (boolean release : new boolean[] {false, true}) {
            for (Contender contender : contenders(run.quick())) {
                SpeedResult result = measure(contender, release, run.quick());
                run.progress(result.row().toString());
                results.add(result);
            }
        }
        return new Report(
                "rollout", run.command(), machine, tables(results), goals(results), Map.of("rollouts", results));
    }

    private List<Contender> contenders(boolean quick) {
        Duration most = Duration.ofSeconds(limit != null ? limit : quick ? 60 : 600);
        List<Contender> all = new ArrayList<>(List.of(new OurRollout(share)));
        all.addAll(WaiterLoop.all(most));
        List<Contender> wanted = all.stream()
                .filter(contender -> only.isEmpty() || only.contains(contender.label()))
                .toList();
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("--only must name a contender: " + only);
        }
        return wanted;
    }

    private SpeedResult measure(Contender contender, boolean release, boolean quick) throws Exception {
        int size = functions != null ? functions : quick ? 150 : 1_000;
        double hurried = hurry != null ? hurry : quick ? 5 : 1;
        byte[] zip = "PK new code".getBytes(StandardCharsets.UTF_8);
        try (Account warmUp = new Account(WARM_UP, seed, latencyMillis, WARM_UP_HURRY)) {
            contender.rollOut(warmUp.endpoint(), warmUp.names(), zip, release);
        }
        try (Account account = new Account(size, seed, latencyMillis, hurried)) {
            Contender.Ending ending = contender.rollOut(account.endpoint(), account.names(), zip, release);
            return new SpeedResult(
                    contender.label(),
                    release,
                    size,
                    ending,
                    LeastTime.of(account.durations(), release ? CALLS_OF_RELEASE : 1, LeastTime.Quota.AWS),
                    account.updated(),
                    account.calls(),
                    account.refused());
        }
    }

    private static List<Table> tables(List<SpeedResult> results) {
        List<Table> tables = new ArrayList<>();
        for (boolean release : new boolean[] {false, true}) {
            Table table =
                    new Table(release ? "Update, publish, alias" : "Update", SpeedResult.HEAD.toArray(String[]::new));
            results.stream().filter(result -> result.release() == release).forEach(result -> table.row(result.row()));
            tables.add(table);
        }
        return tables;
    }

    private static List<Goal> goals(List<SpeedResult> results) {
        List<Goal> goals = new ArrayList<>();
        for (SpeedResult result : results) {
            if (result.contender().equals("reactor-waiters") && result.functions() >= LEAST_FOR_GOALS) {
                String what = result.release() ? "update, publish, alias" : "update";
                goals.add(Goal.atMost(
                        what + ": longer than the quotas allow in the order given, %",
                        ALLOWED_EXCESS,
                        result.overGivenOrder()));
                goals.add(Goal.atMost(
                        what + ": functions failed", 0, result.ending().failed()));
            }
        }
        return goals;
    }
}
