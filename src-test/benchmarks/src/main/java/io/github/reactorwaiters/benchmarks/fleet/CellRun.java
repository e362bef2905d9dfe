// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.process.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** A cell under way: a server and a poller, each in a process of its own. */
final class CellRun implements AutoCloseable {
    /** What a poller prints once it is warm; it goes on when it is told to. */
    static final String READY = "ready";

    private static final Duration APART = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Cell cell;
    private final Child server;
    private final Child poller;

    private CellRun(Cell cell, Child server, Child poller) {
        this.cell = cell;
        this.server = server;
        this.poller = poller;
    }

    /** Runs {@code cells} beside one another; they begin when all pollers are warm, a little apart: that is their hardest time. */
    static List<Result> together(List<Cell> cells) throws IOException, InterruptedException {
        List<CellRun> runs = new ArrayList<>();
        try {
            for (Cell cell : cells) {
                runs.add(start(cell));
            }
            for (CellRun run : runs) {
                run.poller.expect(READY);
            }
            for (CellRun run : runs) {
                run.poller.tell("go");
                if (runs.size() > 1 && !run.cell.heap()) {
                    Thread.sleep(APART.toMillis());
                }
            }
            List<Result> results = new ArrayList<>();
            for (CellRun run : runs) {
                results.add(Result.of(run.cell, JSON.readValue(run.poller.line(), Finding.class)));
            }
            return results;
        } finally {
            runs.forEach(CellRun::close);
        }
    }

    private static CellRun start(Cell cell) throws IOException {
        Child server = Child.start(FleetServer.class, List.of("-XX:TieredStopAtLevel=1"), cell.toArgument());
        try {
            server.endAfter(cell.patience());
            String[] ports = server.line().split(" ", 2);
            Child poller = Child.start(FleetPoller.class, List.of(), cell.toArgument(), ports[0], ports[1]);
            poller.endAfter(cell.patience());
            return new CellRun(cell, server, poller);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        poller.close();
        server.close();
    }
}
