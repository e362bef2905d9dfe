// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.SimulatedFunctions;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * What lives after a full collection. Immutable.
 *
 * @param bytes of all objects
 * @param transitions that the simulator has in its histories
 */
record Live(long bytes, long transitions) {
    private static final double UPDATES_PER_SECOND = 2;
    private static final double FAILING = 0.05;

    /** Collects garbage, then counts. */
    static Live now() {
        HeapHistogram heap = HeapHistogram.take();
        return new Live(heap.bytes(), heap.instances(Transition.class.getName()));
    }

    /** Without the simulator's histories. */
    double bytesBeside(double bytesPerTransition) {
        return bytes - transitions * bytesPerTransition;
    }

    /** What goes on in the account of each part. */
    static Disposable activity(SimulatedFunctions functions, Scheduler time, long seed) {
        return Activity.in(functions, time, seed).failing(FAILING).deploy(UPDATES_PER_SECOND);
    }

    /**
     * What the simulator's histories grow by with each transition in the second half of {@code length}, measured in an
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
        // What is due is recorded when it is looked at.
        account.functions().names().forEach(account.functions()::history);
        return now();
    }
}
