// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.ApiRequest;
import java.time.Duration;
import java.util.Map;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import tools.jackson.databind.json.JsonMapper;

/**
 * What lives after a full collection. Immutable.
 *
 * @param bytes of all objects
 * @param transitions that the simulator has in its histories
 */
record Live(long bytes, long transitions) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FUNCTIONS = "/2015-03-31/functions/";
    private static final double UPDATES_PER_SECOND = 2;
    private static final double FAILING = 0.05;

    /** Lets the simulator have given all answers, which it keeps until a function changes; collects garbage, then counts. */
    static Live of(SimulatedFunctions functions) {
        for (String name : functions.names()) {
            functions.answer(request(FUNCTIONS + name, Map.of()));
            functions.answer(request(FUNCTIONS + name + "/configuration", Map.of()));
        }
        String marker = "";
        do {
            Map<String, String> from = marker.isEmpty() ? Map.of() : Map.of("Marker", marker);
            byte[] page = functions.answer(request(FUNCTIONS, from)).body();
            marker = JSON.readTree(page).path("NextMarker").asString("");
        } while (!marker.isEmpty());
        HeapHistogram heap = HeapHistogram.take();
        return new Live(heap.bytes(), heap.instances(Transition.class.getName()));
    }

    private static ApiRequest request(String path, Map<String, String> query) {
        return new ApiRequest("GET", path, query, Map.of(), new byte[0]);
    }

    /** Without the simulator's histories, and what answers grow by. */
    double bytesBeside(double bytesPerTransition) {
        return bytes - transitions * bytesPerTransition;
    }

    /** What goes on in the account of each part. */
    static Disposable activity(SimulatedFunctions functions, Scheduler time, long seed) {
        return Activity.in(functions, time, seed).failing(FAILING).deploy(UPDATES_PER_SECOND);
    }

    /**
     * What the simulator's histories and answers grow by with each transition in the second half of {@code length}, measured in an
     * account of the same activity that nobody watches.
     */
    static double bytesPerTransition(int functions, Duration length, long seed) {
        try (VirtualAccount account = new VirtualAccount(seed)) {
            account.functions().add(functions);
            activity(account.functions(), account.time(), seed);
            Live before = half(account, length);
            Live after = half(account, length);
            return (double) (after.bytes - before.bytes) / (after.transitions - before.transitions);
        }
    }

    private static Live half(VirtualAccount account, Duration length) {
        account.pass(length.dividedBy(2));
        return of(account.functions());
    }
}
