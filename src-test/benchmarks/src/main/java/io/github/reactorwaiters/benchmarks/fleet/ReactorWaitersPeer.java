// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import io.github.reactorwaiters.benchmarks.started.StartedUpdate;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import org.reactivestreams.Publisher;

/** Ours: {@code awaitUpdated} on one watcher, with the client that it builds. */
final class ReactorWaitersPeer implements Peer {
    private final FunctionWatcher watcher;
    private final Cell cell;

    ReactorWaitersPeer(Setup setup) {
        cell = setup.cell();
        watcher = FunctionWatcher.builder()
                .client(builder -> Calls.reach(setup, builder))
                .budgetShare(cell.share())
                .listingsPerSecond(cell.lists())
                .awaitTimeout(Duration.ofDays(1))
                .build();
    }

    @Override
    public Publisher<?> await(String function) {
        return watcher.awaitUpdated(FunctionName.of(function));
    }

    @Override
    public Publisher<?> await(StartedUpdate update) {
        return watcher.awaitUpdated(FunctionName.of(update.function()), update.response());
    }

    @Override
    public int callsInFlight() {
        return watcher.health().engine().inFlight();
    }

    @Override
    public String settings() {
        return "awaitUpdated with the update's response; budget share " + cell.share() + ", up to " + cell.lists()
                + " lists/s; else defaults";
    }

    @Override
    public void close() {
        watcher.close();
    }
}
