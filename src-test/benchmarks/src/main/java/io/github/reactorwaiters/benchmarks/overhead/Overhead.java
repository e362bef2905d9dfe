// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.Benchmark;
import io.github.reactorwaiters.benchmarks.Run;
import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.report.Goal;
import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import io.github.reactorwaiters.benchmarks.report.Machine;
import io.github.reactorwaiters.benchmarks.report.Report;
import io.github.reactorwaiters.benchmarks.report.Table;
import io.github.reactorwaiters.poll.Picks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** What does watching cost: heap per settled function, CPU and allocation per poll over the bare client, threads. */
@Command(
        name = "overhead",
        description = "Heap per settled function; CPU, allocation and threads beside the bare client.")
public final class Overhead implements Benchmark {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double BYTES_PER_FUNCTION = 1024;
    private static final double SHARE = 0.05;
    private static final double MICROS_PER_PICK = 5;
    private static final double THREADS = 1;
    private static final double LEAST_MICROS = 0.5;
    private static final int CLASSES_SHOWN = 12;
    private static final int PROCESSES = 3;
    private static final int WARM_UP_PAIRS = 6;

    /**
     * A rate at which what is measured stands out of the noise, and that of the default quota. Polls go out together, and are the
     * cheaper for it; bare calls by the same rhythm show what the engine takes. And, at the quota's rate, one by one: what a loop
     * would pay. The watcher's worker is the client's event loop, as by default, or, as with a client of the caller's, a thread of
     * its own.
     */
    private static final List<Setting> SETTINGS = List.of(
            new Setting(new LoopbackCalls.Rhythm(90, 100), true),
            new Setting(new LoopbackCalls.Rhythm(90, 0), true),
            new Setting(new LoopbackCalls.Rhythm(500, 50), true),
            new Setting(new LoopbackCalls.Rhythm(90, 100), false),
            new Setting(new LoopbackCalls.Rhythm(500, 50), false));

    private record Setting(LoopbackCalls.Rhythm rhythm, boolean onEventLoop) {
        String name() {
            String bare = rhythm.togetherMillis() == 0 ? "one by one" : "together, too";
            return "HTTP, " + rhythm.perSecond() + "/s, bare calls " + bare + ", picked"
                    + (onEventLoop ? "" : ", worker of its own");
        }
    }

    @Option(
            names = "--functions",
            description = "Settled functions whose heap is measured; default 100000, quick: 20000.")
    private int functions;

    @Option(
            names = "--pairs",
            description =
                    "Pairs of turns over HTTP, bare and watched, in each rhythm, in each of three processes; default 15, quick: 2 in one.")
    private int pairs;

    @Option(names = "--heap-only", description = "Leaves all but heap out.")
    private boolean heapOnly;

    private final List<Table> tables = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final Map<String, Object> data = new LinkedHashMap<>();

    @Override
    public Report measure(Run run) throws Exception {
        Machine machine = Machine.here();
        functions = functions > 0 ? functions : run.quick() ? 20_000 : 100_000;
        heap(run);
        if (!heapOnly) {
            picks(run);
            polls(run);
        }
        return new Report("overhead", run.command(), machine, tables, goals, data);
    }

    private void heap(Run run) {
        Map<String, HeapHistogram> ways = new LinkedHashMap<>();
        ways.put("watch(names)", Settled.watch(functions));
        run.progress("heap of watch(names) measured");
        ways.put("watchAll()", Settled.watchAll(functions));
        run.progress("heap of watchAll() measured");
        Table table = new Table(
                "Live heap of " + functions
                        + " settled functions on one watcher, by the JVM's class histogram; bytes each",
                "way",
                "bytes each");
        ways.forEach((way, heap) -> {
            double each = (double) heap.bytes() / functions;
            table.row(way, String.format(Locale.ROOT, "%.0f", each));
            goals.add(Goal.atMost("heap per settled function, " + way + ", bytes", BYTES_PER_FUNCTION, each));
            data.put("bytesPerSettledFunction " + way, each);
        });
        tables.add(table);
        tables.add(classes(Objects.requireNonNull(ways.get("watchAll()"))));
    }

    private void picks(Run run) {
        Table table = new Table(
                "A pick at 90 a second, scans included, and putting the key back: CPU of the one thread",
                "settled functions",
                "listed, too",
                "us a pick");
        for (boolean listed : new boolean[] {false, true}) {
            for (int keys : new int[] {1_000, 10_000, functions}) {
                Picks.micros(keys, listed, 20_000); // compiles
                double micros = Picks.micros(keys, listed, run.quick() ? 20_000 : 100_000);
                table.row(Integer.toString(keys), listed ? "yes" : "no", String.format(Locale.ROOT, "%.1f", micros));
                data.put("microsPerPick " + keys + (listed ? " listed" : ""), micros);
                if (keys == functions) {
                    goals.add(Goal.atMost(
                            "a pick at " + keys + " functions" + (listed ? ", listed" : "") + ", us",
                            MICROS_PER_PICK,
                            micros));
                }
            }
        }
        tables.add(table);
        run.progress("picks measured");
    }

    private Table classes(HeapHistogram heap) {
        Table table = new Table("Of it, by watchAll(), the classes of the most bytes", "class", "each", "bytes each");
        heap.largest(CLASSES_SHOWN)
                .forEach(entry -> table.row(
                        entry.getKey(),
                        String.format(
                                Locale.ROOT, "%.2f", (double) entry.getValue().instances() / functions),
                        String.format(
                                Locale.ROOT, "%.1f", (double) entry.getValue().bytes() / functions)));
        return table;
    }

    private void polls(Run run) throws Exception {
        Table table = new Table(
                "One poll over the bare call, on the same client. Picked: of the function whose poll is worth most, all being in "
                        + "transition; hinted: of one that a hint names. In memory: JMH, CPU of the one thread that does all. HTTP: "
                        + "calls to a server in another process, CPU of the Java threads but the one that measures, "
                        + "the median pair",
                "client, poll",
                "bare us",
                "watched us",
                "over",
                "bare bytes",
                "watched bytes",
                "over");
        Map<String, PollCost> inMemory = PollCost.byJmh(run.quick());
        run.progress("JMH is done");
        PollCost bare = Objects.requireNonNull(inMemory.get("bare"));
        for (String way : List.of("picked", "hinted")) {
            add("in memory, " + way, bare, Objects.requireNonNull(inMemory.get(way)), table);
        }
        add(
                "in memory, picked, a client that has retries",
                Objects.requireNonNull(inMemory.get("bareRetrying")),
                Objects.requireNonNull(inMemory.get("pickedRetrying")),
                table);
        tables.add(table);
        for (Setting setting : SETTINGS) {
            overHttp(setting, run, table);
        }
    }

    private void overHttp(Setting setting, Run run, Table table) throws IOException {
        String way = setting.name();
        int measured = pairs > 0 ? pairs : run.quick() ? 2 : 15;
        List<LoopbackCalls.Pair> overHttp = new ArrayList<>();
        Set<String> threads = new TreeSet<>();
        for (int process = 0; process < (run.quick() ? 1 : PROCESSES); process++) {
            LoopbackCalls.Found found = calls(setting, run.quick() ? 1 : WARM_UP_PAIRS, measured);
            overHttp.addAll(found.pairs());
            threads.addAll(found.threads());
            run.progress(way + ", pairs of process " + (process + 1) + ": " + overs(found.pairs()));
        }
        overHttp.sort(Comparator.comparingDouble(Overhead::timeOver));
        LoopbackCalls.Pair median = overHttp.get(overHttp.size() / 2);
        add(way, median.bare().cost(), median.watched().cost(), table);
        data.put("pairs " + way, overHttp);
        data.put("threads " + way, threads);
        long others = threads.stream()
                .filter(name -> !name.startsWith(LoopbackCalls.EVENT_LOOP))
                .count();
        goals.add(Goal.atMost("threads besides the client's event loops, " + way, THREADS, (double) others));
        tables.add(new Table(way + ": CPU of a watched call over the bare one before it, all pairs in order", "over")
                .row(overs(overHttp)));
        tables.add(threads(way, median, threads));
    }

    private static double timeOver(LoopbackCalls.Pair pair) {
        return pair.watched().cost().timeOver(pair.bare().cost());
    }

    private static String overs(List<LoopbackCalls.Pair> pairs) {
        return pairs.stream().map(pair -> percent(timeOver(pair))).collect(Collectors.joining(", "));
    }

    private static LoopbackCalls.Found calls(Setting setting, int warmUp, int measured) throws IOException {
        try (Child server = Child.start(LoopbackServer.class, List.of(), Integer.toString(LoopbackCalls.FUNCTIONS));
                Child caller = Child.start(
                        LoopbackCalls.class,
                        LoopbackCalls.JVM,
                        server.line(),
                        Integer.toString(setting.rhythm().perSecond()),
                        Integer.toString(setting.rhythm().togetherMillis()),
                        Boolean.toString(setting.onEventLoop()),
                        Integer.toString(warmUp),
                        Integer.toString(measured))) {
            return JSON.readValue(caller.line(), LoopbackCalls.Found.class);
        }
    }

    private static Table threads(String way, LoopbackCalls.Pair median, Set<String> threads) {
        Table table = new Table(
                way
                        + ", of the median pair: CPU of a call by thread (the harness, if there is one, makes the bare calls)",
                "thread",
                "bare us",
                "watched us");
        Map<String, Double> bare = median.bare().threadMicros();
        Map<String, Double> watched = median.watched().threadMicros();
        Set<String> names = new TreeSet<>(bare.keySet());
        names.addAll(watched.keySet());
        for (String name : names) {
            double least = Math.max(bare.getOrDefault(name, 0.0), watched.getOrDefault(name, 0.0));
            if (least >= LEAST_MICROS) {
                table.row(name, micros(bare.get(name)), micros(watched.get(name)));
            }
        }
        return table.row("threads beyond those of the JVM and the harness", "-", Integer.toString(threads.size()));
    }

    private static String micros(@Nullable Double micros) {
        return micros == null ? "-" : String.format(Locale.ROOT, "%.1f", micros);
    }

    private void add(String client, PollCost bare, PollCost watched, Table table) {
        table.row(
                client,
                micros(bare),
                micros(watched),
                percent(watched.timeOver(bare)),
                String.format(Locale.ROOT, "%.0f", bare.bytes()),
                String.format(Locale.ROOT, "%.0f", watched.bytes()),
                percent(watched.bytesOver(bare)));
        goals.add(
                Goal.atMost("CPU of a poll over the bare call, " + client + ", share", SHARE, watched.timeOver(bare)));
        goals.add(Goal.atMost(
                "allocation of a poll over the bare call, " + client + ", share", SHARE, watched.bytesOver(bare)));
        data.put(client, Map.of("bare", bare, "watched", watched));
    }

    private static String micros(PollCost cost) {
        return Double.isNaN(cost.spread())
                ? String.format(Locale.ROOT, "%.1f", cost.micros())
                : String.format(Locale.ROOT, "%.1f ± %.1f", cost.micros(), cost.spread());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%+.1f %%", 100 * share);
    }
}
