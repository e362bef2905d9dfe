// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

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
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does anything grow while a fleet is watched through random trouble: heap, threads, connections, subscriptions, CPU? */
@Command(
        name = "soak",
        description = "A fleet watched through an hour of random trouble: what grows, and what remains.")
public final class Soak implements Benchmark {
    private static final int SHOWN_EACH = 5;

    @Option(names = "--functions", description = "How many; default 10000, quick: 1000.")
    private int functions;

    @Option(names = "--minutes", description = "Virtual minutes; default 60, quick: 15.")
    private int minutes;

    @Option(names = "--real-seconds", description = "Seconds over HTTP; default 600, quick: 40.")
    private int realSeconds;

    @Option(names = "--seed", description = "Of all that is random; default 1.")
    private long seed = 1;

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        int count = functions > 0 ? functions : run.quick() ? 1_000 : 10_000;
        int length = minutes > 0 ? minutes : run.quick() ? 15 : 60;
        double each = Live.bytesPerTransition(count, Duration.ofMinutes(length), seed);
        run.progress("a transition in the simulator's histories: " + number(each) + " bytes");
        VirtualHour.Found hour = new VirtualHour(count, length, seed).pass(run);
        int real = realSeconds > 0 ? realSeconds : run.quick() ? 40 : 600;
        run.progress("real sockets, " + real + " s");
        SocketLeak.Found sockets = new SocketLeak(count).find(Duration.ofSeconds(real));
        Growth inTheHour = Growth.of(
                hour.minutes().stream().map(VirtualHour.Sample::growth).toList(), each);
        Growth overSockets = Growth.of(sockets.samples(), each);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("bytesPerTransition", each);
        data.put("virtual", hour);
        data.put("sockets", sockets);
        data.put("growth", List.of(inTheHour, overSockets));
        return new Report(
                "soak",
                run.command(),
                machine,
                List.of(
                        minutes(hour, each, count),
                        seconds(sockets, each, count, real),
                        remains(hour, sockets),
                        growth(inTheHour, overSockets)),
                goals(hour, inTheHour, sockets, overSockets),
                data);
    }

    private static Table minutes(VirtualHour.Found hour, double each, int count) {
        Table table = new Table(
                count
                        + " functions in virtual time; 2 updates a second, a random fault each minute, 10 waits and 5 watches"
                        + " that come and go each minute. Heap after a full collection; calls and CPU of that minute",
                "minute",
                "heap MB",
                "without histories",
                "threads",
                "subscribers",
                "functions",
                "polls",
                "refused",
                "failed",
                "CPU us a poll",
                "yardstick us");
        List<VirtualHour.Sample> shown = new ArrayList<>(hour.minutes());
        shown.removeIf(sample -> sample.minute() % SHOWN_EACH != 0);
        shown.add(0, hour.before());
        shown.add(hour.after());
        for (VirtualHour.Sample sample : shown) {
            table.row(
                    Integer.toString(sample.minute()),
                    number(sample.live().bytes() / 1e6),
                    number(sample.live().bytesBeside(each) / 1e6),
                    Integer.toString(sample.threads()),
                    Integer.toString(sample.subscribers()),
                    Integer.toString(sample.keys()),
                    Long.toString(sample.polls()),
                    Long.toString(sample.refused()),
                    Long.toString(sample.failed()),
                    number(sample.microsPerPoll()),
                    number(sample.yardstickMicros()));
        }
        return table;
    }

    private static Table seconds(SocketLeak.Found sockets, double each, int count, int seconds) {
        Table table = new Table(
                count + " functions over HTTP for " + seconds
                        + " s, connections that break, watchers that come and go each 5 s; heap after a full collection,"
                        + " CPU of the process, server included",
                "minute",
                "heap MB",
                "without histories",
                "polls",
                "CPU us a poll",
                "yardstick us");
        for (Growth.Sample sample : sockets.samples()) {
            table.row(
                    number(sample.minute()),
                    number(sample.live().bytes() / 1e6),
                    number(sample.live().bytesBeside(each) / 1e6),
                    Long.toString(sample.polls()),
                    number(sample.microsPerPoll()),
                    number(sample.yardstickMicros()));
        }
        return table;
    }

    private static Table remains(VirtualHour.Found hour, SocketLeak.Found sockets) {
        Table table = new Table("What remains", "", "before", "in trouble, at most", "after");
        List<VirtualHour.Sample> minutes = hour.minutes();
        VirtualHour.Sample before = hour.before();
        VirtualHour.Sample after = hour.after();
        row(table, "subscribers, virtual", before.subscribers(), hour.subscribers(), after.subscribers());
        row(table, "functions, virtual", before.keys(), most(minutes, VirtualHour.Sample::keys), after.keys());
        row(table, "threads, virtual", before.threads(), most(minutes, VirtualHour.Sample::threads), after.threads());
        real(table, "subscribers, sockets", sockets, SocketLeak.Count::subscribers);
        real(table, "functions, sockets", sockets, SocketLeak.Count::keys);
        real(table, "threads, sockets", sockets, count -> count.threads().size());
        real(
                table,
                "descriptors, both ends of connections among them, sockets",
                sockets,
                SocketLeak.Count::descriptors);
        return table;
    }

    private static int most(List<VirtualHour.Sample> minutes, ToIntFunction<VirtualHour.Sample> figure) {
        return minutes.stream().mapToInt(figure).max().orElse(0);
    }

    private static void real(
            Table table, String what, SocketLeak.Found sockets, ToIntFunction<SocketLeak.Count> figure) {
        row(
                table,
                what,
                figure.applyAsInt(sockets.before()),
                figure.applyAsInt(sockets.during()),
                figure.applyAsInt(sockets.after()));
    }

    private static void row(Table table, String what, int before, int during, int after) {
        table.row(what, Integer.toString(before), Integer.toString(during), Integer.toString(after));
    }

    private static Table growth(Growth inTheHour, Growth overSockets) {
        Table table = new Table(
                "Growth in the second half; of CPU, medians, compared in yardsticks: a fixed piece of work, which a slow host slows, too",
                "",
                "heap, KB a minute",
                "without histories",
                "bytes a poll",
                "CPU us a poll",
                "of the first half's",
                "last quarter's of the one's before");
        inTheHour.row(table, "virtual");
        overSockets.row(table, "sockets");
        return table;
    }

    private static List<Goal> goals(
            VirtualHour.Found hour, Growth inTheHour, SocketLeak.Found sockets, Growth overSockets) {
        SocketLeak.Count before = sockets.before();
        SocketLeak.Count after = sockets.after();
        List<Goal> goals = new ArrayList<>();
        goals.addAll(inTheHour.goals("virtual"));
        goals.addAll(overSockets.goals("sockets"));
        goals.addAll(List.of(
                Goal.atMost("subscribers after, virtual", 0, hour.after().subscribers()),
                Goal.atMost("functions watched after, virtual", 0, hour.after().keys()),
                Goal.atMost(
                        "threads after, virtual, to those before",
                        hour.before().threads(),
                        hour.after().threads()),
                Goal.atMost("subscribers after, sockets", 0, after.subscribers()),
                Goal.atMost("functions watched after, sockets", 0, after.keys()),
                Goal.atMost(
                        "threads after, sockets, to those before",
                        before.threads().size(),
                        after.threads().size()),
                Goal.atMost("descriptors after, sockets, to those before", before.descriptors(), after.descriptors())));
        return goals;
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }
}
