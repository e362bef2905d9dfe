// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Does anything grow while a fleet is watched through random trouble: heap, threads, connections, subscriptions, CPU? */
@Command(
        name = "soak",
        description = "A fleet watched through an hour of random trouble: what grows, and what remains.")
public final class Soak implements Benchmark {
    @Option(names = "--functions", description = "How many; default 10000, quick: 1000.")
    private int functions;

    @Option(names = "--minutes", description = "Virtual minutes; default 60, quick: 15.")
    private int minutes;

    @Option(names = "--real-seconds", description = "Seconds over HTTP; default 600, quick: 10.")
    private int realSeconds;

    @Option(names = "--seed", description = "Of all that is random; default 1.")
    private long seed = 1;

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        int count = functions > 0 ? functions : run.quick() ? 1_000 : 10_000;
        int length = minutes > 0 ? minutes : run.quick() ? 15 : 60;
        List<VirtualHour.Sample> samples = new VirtualHour(count, length, seed).pass(run);
        Table growth = new Table(
                count
                        + " functions in virtual time; 2 updates a second, a random fault each minute, 10 waits and 5 watches"
                        + " that come and go each minute. Heap after a full collection",
                "minute",
                "heap MB",
                "threads",
                "subscribers",
                "functions",
                "polls",
                "refused",
                "failed",
                "CPU us a poll");
        for (VirtualHour.Sample sample : samples) {
            growth.row(
                    Integer.toString(sample.minute()),
                    number(sample.heapBytes() / 1e6),
                    Integer.toString(sample.threads()),
                    Integer.toString(sample.subscribers()),
                    Integer.toString(sample.keys()),
                    Long.toString(sample.polls()),
                    Long.toString(sample.refused()),
                    Long.toString(sample.failed()),
                    number(sample.microsPerPoll()));
        }
        double slope = VirtualHour.slope(samples);
        int real = realSeconds > 0 ? realSeconds : run.quick() ? 10 : 600;
        run.progress("real sockets, " + real + " s");
        SocketLeak.Found found = SocketLeak.find(count, Duration.ofSeconds(real));
        Table sockets = new Table(
                count + " functions over HTTP for " + real
                        + " s, connections that break, watchers that come and go each 5 s; heap after a full collection",
                "minute",
                "heap MB");
        for (int minute = 0; minute < found.heapBytes().size(); minute++) {
            sockets.row(Integer.toString(minute + 1), number(found.heapBytes().get(minute) / 1e6));
        }
        Table remains = new Table("What remains", "", "before", "in trouble", "after");
        remains.row("heap slope, KB a minute, virtual", "", number(slope / 1e3), "");
        remains.row("descriptors, real sockets", text(found.before()), text(found.during()), text(found.after()));
        remains.row(
                "threads, real sockets",
                text(found.threadsBefore()),
                text(found.threadsDuring()),
                text(found.threadsAfter()));
        return new Report(
                "soak",
                run.command(),
                machine,
                List.of(growth, sockets, remains),
                List.of(),
                Map.of("samples", samples, "slopeBytesPerMinute", slope, "sockets", found));
    }

    private static String text(long value) {
        return Long.toString(value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
