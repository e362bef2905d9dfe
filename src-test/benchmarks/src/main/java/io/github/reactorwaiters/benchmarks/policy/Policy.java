// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.policy;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.baseline.FixedInterval;
import io.github.reactorwaiters.benchmarks.baseline.Readings;
import io.github.reactorwaiters.benchmarks.report.Delays;
import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import io.github.reactorwaiters.benchmarks.steady.SettledFigures;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does the library reach the figures that a simulation of its algorithm reached? A real watcher, in virtual time. */
@Command(name = "policy", description = "The tables of the pace's design, by a real watcher in virtual time.")
public final class Policy implements Benchmark {
    private static final double POLLS_PER_SECOND = 90;
    private static final double UPDATE_QUOTA = 15;
    private static final double ALL_AT_ONCE = Double.POSITIVE_INFINITY;
    private static final double TOLERANCE = 1.1;

    private static final List<Case> CASES = List.of(
            new Case(100, UPDATE_QUOTA, 0, 0.31, 1.2, 0.53),
            new Case(1_000, UPDATE_QUOTA, 0, 0.38, 1.4, 0.88),
            new Case(3_000, UPDATE_QUOTA, 0, 0.45, 1.7, 1.19),
            new Case(10_000, UPDATE_QUOTA, 0, 0.47, 1.7, 1.31),
            new Case(1_000, ALL_AT_ONCE, 0, 3.2, 8.0, 4.48),
            new Case(1_000, ALL_AT_ONCE, 5, 2.45, 6.0, 4.48),
            new Case(1_000, ALL_AT_ONCE, 10, 2.17, 5.3, 4.48),
            new Case(3_000, ALL_AT_ONCE, 0, 11.5, 26.7, 14.6),
            new Case(3_000, ALL_AT_ONCE, 5, 10.5, 23.6, 14.6),
            new Case(3_000, ALL_AT_ONCE, 10, 10.5, Double.NaN, 14.6));

    private static final List<Settled> SETTLED = List.of(
            new Settled(1_000, 0.1, 5, 1.0, 0.24, 2.1, 2.1),
            new Settled(10_000, 1, 5, 8.0, 4.6, 20, 20),
            new Settled(10_000, 1, 1, 19, 14, 50, 50),
            new Settled(50_000, 1, 5, 36, 30, 100, 100));

    @Option(names = "--seeds", description = "Over how many seeds each figure is taken; default 5, quick: 1.")
    private int seeds;

    @Option(names = "--functions", description = "Largest fleet; default 50000, quick: 1000.")
    private int largest;

    /**
     * A row of the tables, and the figures to meet.
     *
     * @param lists ListFunctions calls a second
     * @param mean seconds
     * @param p99 seconds; NaN where there is none
     * @param fixed seconds, the mean of a fixed interval of 1 s inside the budget
     */
    private record Case(int functions, double startsPerSecond, double lists, double mean, double p99, double fixed) {
        Rollout rollout() {
            return new Rollout(functions, startsPerSecond);
        }

        String label() {
            String starts = Double.isInfinite(startsPerSecond) ? "all at once" : Math.round(startsPerSecond) + "/s";
            return functions + ", " + starts + (lists == 0 ? "" : ", " + Math.round(lists) + " lists/s");
        }
    }

    /**
     * A row of the table of settled accounts, and the figures to meet.
     *
     * @param lists ListFunctions calls a second
     * @param start seconds until a change is seen
     * @param completion seconds until its completion is seen
     * @param turnsStart the same of round robin beside the same lists, simulated
     * @param turnsCompletion the same
     */
    private record Settled(
            int functions,
            double updatesPerSecond,
            double lists,
            double start,
            double completion,
            double turnsStart,
            double turnsCompletion) {
        String label() {
            return functions + " settled, " + updatesPerSecond + " updates/s, " + Math.round(lists) + " lists/s";
        }
    }

    /** The delays of all seeds together. */
    private record Measured(Delays delays, double callsPerFunction, double lists, long refused) {}

    @Override
    public Report measure(Run run) {
        Machine machine = Machine.here();
        int runs = seeds > 0 ? seeds : run.quick() ? 1 : 5;
        int most = largest > 0 ? largest : run.quick() ? 1_000 : 50_000;
        Table table = new Table(
                "Rollouts in virtual time, 90 GetFunction/s, a poll travels 80 ms, a page 250 ms, " + runs
                        + " seeds, cold start. Seconds from true completion to detection; \"to meet\" is the simulation's figure",
                "functions, starts",
                "mean to meet",
                "mean",
                "ratio",
                "p99 to meet",
                "p99",
                "ratio",
                "calls each",
                "lists",
                "refused",
                "fixed 1 s: simulated",
                "measured",
                "aim");
        List<Goal> goals = new ArrayList<>();
        List<Map<String, Object>> data = new ArrayList<>();
        for (Case each : CASES) {
            if (each.functions() <= most) {
                Measured ours = measured(each, runs, account -> watched(each, account));
                Measured fixed = measured(each, runs, account -> fixed(each, account));
                row(each, ours, fixed, table);
                goals.add(Goal.atMost(
                        each.label() + ": mean over the simulation's",
                        TOLERANCE,
                        ours.delays().mean() / each.mean()));
                if (!Double.isNaN(each.p99())) {
                    goals.add(Goal.atMost(
                            each.label() + ": p99 over the simulation's",
                            TOLERANCE,
                            ours.delays().percentile(99) / each.p99()));
                }
                data.add(data(each, ours, fixed));
                run.progress(each.label() + ": mean " + number(ours.delays().mean()));
            }
        }
        Table settled = settled(run, runs, most, goals, data);
        return new Report("policy", run.command(), machine, List.of(table, settled), goals, Map.of("cases", data));
    }

    private static Table settled(Run run, int runs, int most, List<Goal> goals, List<Map<String, Object>> data) {
        int updates = run.quick() ? 300 : 600;
        Table table = new Table(
                "Settled accounts in virtual time, watched for an hour before, 90 GetFunction/s, all spent (no floor), "
                        + updates + " updates each, " + runs
                        + " seeds. Seconds from a true change to its detection",
                "functions",
                "start to meet",
                "start",
                "ratio",
                "completion to meet",
                "completion",
                "ratio",
                "bound of start",
                "unreported",
                "polls/s",
                "round robin + lists, start: simulated",
                "measured",
                "completion: simulated",
                "measured",
                "aim");
        for (Settled each : SETTLED) {
            if (each.functions() <= most) {
                Duration measured = Duration.ofSeconds(Math.round(updates / each.updatesPerSecond()));
                SettledFigures ours =
                        SettledFigures.measure(each.functions(), each.updatesPerSecond(), each.lists(), measured, runs);
                SettledFigures turns = SettledFigures.roundRobin(
                        each.functions(), each.updatesPerSecond(), each.lists(), measured, runs);
                double start = ours.start() / each.start();
                double completion = ours.completion() / each.completion();
                table.row(
                        each.label(),
                        number(each.start()),
                        number(ours.start()),
                        number(start),
                        number(each.completion()),
                        number(ours.completion()),
                        number(completion),
                        number(ours.bound()),
                        Integer.toString(ours.unreported()),
                        number(ours.pollsPerSecond()),
                        number(each.turnsStart()),
                        number(turns.start()),
                        number(each.turnsCompletion()),
                        number(turns.completion()),
                        aim(start, completion));
                goals.add(Goal.atMost(each.label() + ": start over the simulation's", TOLERANCE, start));
                goals.add(Goal.atMost(each.label() + ": completion over the simulation's", TOLERANCE, completion));
                goals.add(Goal.atMost(each.label() + ": unreported", 0, ours.unreported()));
                data.add(Map.of("case", each.label(), "toMeet", each, "measured", ours, "roundRobin", turns));
                run.progress(
                        each.label() + ": start " + number(ours.start()) + ", completion " + number(ours.completion()));
            }
        }
        return table;
    }

    private static Measured measured(Case each, int runs, LongFunction<Rollout.Outcome> policy) {
        List<Double> seconds = new ArrayList<>();
        double polls = 0;
        double lists = 0;
        long refused = 0;
        for (long seed = 1; seed <= runs; seed++) {
            Rollout.Outcome outcome = policy.apply(seed);
            seconds.addAll(outcome.seconds());
            polls += outcome.polls();
            lists += outcome.lists();
            refused += outcome.refused();
        }
        return new Measured(Delays.of(seconds), polls / runs / each.functions(), lists / runs, refused);
    }

    private static Rollout.Outcome watched(Case each, long seed) {
        try (VirtualAccount account = new VirtualAccount(seed);
                FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                        .budget(account.budget(POLLS_PER_SECOND))
                        .listNamed(each.lists() > 0)
                        .listingsPerSecond(Math.max(1, each.lists()))
                        .awaitTimeout(Duration.ofHours(1))
                        .build()) {
            return each.rollout()
                    .run(
                            account,
                            update -> watcher.awaitUpdated(FunctionName.of(update.function()), update.response()));
        }
    }

    private static Rollout.Outcome fixed(Case each, long seed) {
        try (VirtualAccount account = new VirtualAccount(seed)) {
            FixedInterval poller = new FixedInterval(
                    name -> Readings.isUpdated(account.client(), name), account.budget(POLLS_PER_SECOND));
            Rollout.Outcome outcome = each.rollout().run(account, update -> poller.await(update.function()));
            poller.dispose();
            return outcome;
        }
    }

    private static void row(Case each, Measured ours, Measured fixed, Table table) {
        double mean = ours.delays().mean();
        double p99 = ours.delays().percentile(99);
        table.row(
                each.label(),
                number(each.mean()),
                number(mean),
                number(mean / each.mean()),
                number(each.p99()),
                number(p99),
                number(p99 / each.p99()),
                number(ours.callsPerFunction()),
                number(ours.lists()),
                Long.toString(ours.refused()),
                number(each.fixed()),
                number(fixed.delays().mean()),
                aim(mean / each.mean(), p99 / each.p99()));
    }

    /** A ratio of NaN has nothing to meet. */
    private static String aim(double... ratios) {
        return Arrays.stream(ratios).anyMatch(ratio -> ratio > TOLERANCE) ? "MISSED" : "met";
    }

    private static Map<String, Object> data(Case each, Measured ours, Measured fixed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("case", each.label());
        data.put("meanToMeet", each.mean());
        data.put("meanSeconds", ours.delays().mean());
        data.put("p99ToMeet", each.p99());
        data.put("p99Seconds", ours.delays().percentile(99));
        data.put("callsPerFunction", ours.callsPerFunction());
        data.put("lists", ours.lists());
        data.put("refused", ours.refused());
        data.put("fixedMeanSeconds", fixed.delays().mean());
        return data;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.2f", value);
    }
}
