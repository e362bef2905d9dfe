// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.Disposable;

/** The changes of an account. */
final class WatchAllVerification extends PublisherVerification<FunctionStateChange> implements Disposable {
    private final QuickFleet fleet = new QuickFleet();

    WatchAllVerification() {
        super(QuickFleet.patience());
    }

    @Override
    public Publisher<FunctionStateChange> createPublisher(long elements) {
        FunctionWatcher watcher = fleet.watcher(20);
        return QuickFleet.ending(watcher.watchAll(), watcher, elements);
    }

    @Override
    public Publisher<FunctionStateChange> createFailedPublisher() {
        FunctionWatcher watcher = fleet.refused();
        return watcher.watchAll();
    }

    @Override
    public void dispose() {
        fleet.close();
    }
}
