// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.process.OwnProcess;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** One poller in a process of its own: warms up, waits for the fleet, prints its {@link Finding} as JSON. */
final class FleetPoller {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LOOK_MILLIS = 100;
    private static final long WARM_UP_MILLIS = TimeUnit.SECONDS.toMillis(20);
    private static final long WARM_UP_IS_GONE_MILLIS = 4_000;

    private final Peer.Kind kind;
    private final Peer.Setup setup;
    private final Control control;

    private final int threadsBefore = OwnProcess.threads();
    private final Set<String> threadNamesBefore = OwnProcess.threadNames();

    private FleetPoller(Peer.Kind kind, Peer.Setup setup, Control control) {
        this.kind = kind;
        this.setup = setup;
        this.control = control;
    }

    /**
     * Measures.
     *
     * @param arguments the cell as JSON, the API's port, the control channel's port
     */
    public static void main(String... arguments) throws Exception {
        CompletableFuture<Void> told = Child.endWithParent();
        Cell cell = Cell.ofArgument(arguments[0]);
        URI endpoint = URI.create("http://127.0.0.1:" + arguments[1]);
        try (Control control = new Control(Integer.parseInt(arguments[2]))) {
            Peer.Setup setup = new Peer.Setup(endpoint, cell);
            FleetPoller poller = new FleetPoller(Peer.Kind.of(cell.peer()), setup, control);
            poller.warmUp();
            System.out.println(CellRun.READY);
            told.join();
            Finding finding = cell.heap() ? new HeapRun(poller.kind, setup, control).measure() : poller.waitForAll();
            System.out.println(JSON.writeValueAsString(finding));
        }
        System.exit(0);
    }

    /** A few waits by a poller that is thrown away: classes are loaded, nothing is learned; the quotas are full again. */
    private void warmUp() throws InterruptedException {
        try (Peer peer = kind.open(setup)) {
            Waits waits = new Waits(peer, ScriptedFleet.WARM_UP);
            control.start("warm", waits::begin).join();
            waits.ended(WARM_UP_MILLIS);
        }
        control.send("cool");
        Thread.sleep(WARM_UP_IS_GONE_MILLIS);
    }

    private Finding waitForAll() throws InterruptedException {
        OwnProcess process = new OwnProcess();
        try (Peer peer = kind.open(setup)) {
            Waits waits = new Waits(peer, setup.cell().functions());
            CompletableFuture<Void> settled = control.start("go", waits::begin);
            awaitEnd(waits, settled);
            waits.end();
            double cpuSeconds = process.cpuSeconds();
            Set<String> threadNames = new TreeSet<>(OwnProcess.threadNames());
            threadNames.removeAll(threadNamesBefore);
            int threads = process.peakThreads() - threadsBefore;
            return new Finding(
                    peer.settings(),
                    waits.detectedMillis(),
                    waits.failures(),
                    waits.undetected(),
                    cpuSeconds,
                    threads,
                    threadNames,
                    control.report(),
                    null);
        }
    }

    /** Until all waits have ended, or for the limit after all updates truly have. */
    private void awaitEnd(Waits waits, CompletableFuture<Void> settled) throws InterruptedException {
        while (!settled.isDone()) {
            if (waits.ended(LOOK_MILLIS)) {
                return;
            }
        }
        waits.ended(setup.cell().limit().toMillis());
    }
}
