// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fanout;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How late do WebSocket clients of one hub get a change, when there are many, and when some of them take nothing? */
@Command(name = "fanout", description = "Delay to 100 and to 1,000 WebSocket clients, 50 of them stalled.")
public final class Fanout implements Benchmark {
    private static final int FEW = 100;
    private static final int MANY = 950;
    private static final int STALLED = 50;
    private static final int WARM_UP_SECONDS = 10;
    private static final double MOST_TIMES = 2;
    private static final double MOST_MIB = 64;
    private static final long TRY_MILLIS = 100;
    private static final int MOST_TRIES = 600;
    private static final long REST_MILLIS = 2_000;

    @Option(names = "--rate", description = "Changes a second; default 20.")
    private int rate = 20;

    @Option(names = "--seconds", description = "Seconds measured; default 60, quick: 15.")
    private int seconds;

    @Override
    public Report measure(Run run) throws IOException, InterruptedException {
        Machine machine = Machine.here();
        int measured = seconds > 0 ? seconds : run.quick() ? 15 : 60;
        Table table = new Table(
                rate + " changes/s for " + measured + " s over loopback; server and clients are processes of their own",
                "clients",
                "stalled",
                "p50 ms",
                "p99 ms",
                "most ms",
                "changes got",
                "missing or twice",
                "merged for stalled",
                "for others",
                "live heap MiB");
        List<FanoutResult> results = new ArrayList<>();
        for (int stalled : List.of(0, STALLED)) {
            FanoutResult result = measure(stalled == 0 ? FEW : MANY, stalled, measured);
            results.add(result);
            table.row(result.cells());
            run.progress(result.healthy() + " clients measured");
        }
        FanoutResult few = results.get(0);
        FanoutResult many = results.get(1);
        List<Goal> goals = List.of(
                Goal.atMost(
                        "p99 with 950 clients and 50 stalled, in p99s with 100", MOST_TIMES, many.p99() / few.p99()),
                Goal.atMost("changes that clients who read did not get, or got twice", 0, many.missingOrTwice()),
                Goal.atLeast("changes merged for those who are stalled", 1, (double) many.mergedForStalled()),
                Goal.atMost("the server's live heap then, MiB", MOST_MIB, many.heapMiB()));
        return new Report("fanout", run.command(), machine, List.of(table), goals, Map.of("results", results));
    }

    private FanoutResult measure(int healthy, int stalled, int measured) throws IOException, InterruptedException {
        try (Child server = Child.start(FanoutServer.class, List.of("-Xmx256m"))) {
            int port = Integer.parseInt(server.line());
            try (FanoutClients warm = FanoutClients.connect(port, healthy, 0)) {
                feed(server, WARM_UP_SECONDS * rate);
                until(() -> warm.received() >= healthy * WARM_UP_SECONDS * rate);
            }
            until(() -> clients(server) == 0);
            try (FanoutClients clients = FanoutClients.connect(port, healthy, stalled)) {
                until(() -> clients.ready() == healthy && clients(server) == healthy + stalled);
                feed(server, measured * rate);
                comesToRest(clients, healthy * measured * rate);
                server.tell("report");
                String[] report = server.line().split(" ", -1);
                return FanoutResult.of(
                        healthy,
                        stalled,
                        clients,
                        measured * rate,
                        Long.parseLong(report[0]),
                        Long.parseLong(report[1]));
            }
        }
    }

    private void feed(Child server, int changes) throws IOException {
        server.tell(String.format(Locale.ROOT, "feed %d %d", changes, rate));
        server.expect("fed");
    }

    private static int clients(Child server) throws IOException {
        server.tell("clients");
        return Integer.parseInt(server.line());
    }

    /** Waits until so many changes came, a minute at most, and then for what comes beyond them: too few or too many are a finding. */
    private static void comesToRest(FanoutClients clients, int expected) throws InterruptedException {
        for (int tries = 0; tries < MOST_TRIES && clients.received() < expected; tries++) {
            Thread.sleep(TRY_MILLIS);
        }
        Thread.sleep(REST_MILLIS);
    }

    /** What is waited for, which may fail. */
    private interface Claim {
        boolean holds() throws IOException;
    }

    private static void until(Claim claim) throws IOException, InterruptedException {
        for (int tries = 0; !claim.holds(); tries++) {
            if (tries > MOST_TRIES) {
                throw new IOException("the clients were not ready within a minute");
            }
            Thread.sleep(TRY_MILLIS);
        }
    }
}
