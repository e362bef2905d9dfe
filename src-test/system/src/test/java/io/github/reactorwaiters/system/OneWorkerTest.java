// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Fault;
import org.junit.jupiter.api.Test;

/** A watcher takes one worker of its Scheduler and nothing else, so that it has one thread beside the event loops. */
class OneWorkerTest {
    private CountedScheduler scheduler;

    private final VirtualFleet fleet = new VirtualFleet(lambda -> lambda, (lambda, time) -> {
        this.scheduler = new CountedScheduler(time);
        return FunctionWatcher.builder(lambda.client()).scheduler(scheduler);
    });

    @Test
    void watchesWaitsListingsTimeLimitsAndPermitsShareAWorker() {
        fleet.functions().add("orders");
        fleet.functions().startUpdate("orders");
        fleet.watchOrders();
        fleet.watch(fleet.watcher.watchAll());
        fleet.await(fleet.watcher.awaitUpdated(FunctionName.of("orders")));
        fleet.lambda.faults().add(Fault.hang().times(3));
        for (int i = 0; i < 20; i++) { // more than there are at once: some must wait for a timer
            fleet.await(fleet.watcher
                    .controlPlane()
                    .permits()
                    .acquire()
                    .then(fleet.watcher.awaitActive(FunctionName.of("orders"))));
        }
        fleet.seconds(60);

        assertThat(fleet.watcher.health().engine().failed())
                .as("calls that met their time limit")
                .isPositive();
        assertThat(scheduler.taken).containsExactly("worker");
        fleet.close();
    }
}
