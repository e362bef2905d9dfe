// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.Disposable;

/** A wait for one function. */
final class AwaitVerification extends PublisherVerification<FunctionSnapshot> implements Disposable {
    private final QuickFleet fleet = new QuickFleet();

    AwaitVerification() {
        super(QuickFleet.patience());
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1;
    }

    @Override
    public Publisher<FunctionSnapshot> createPublisher(long elements) {
        FunctionWatcher watcher = fleet.quietWatcher(1);
        return watcher.awaitActive(fleet.names().get(0));
    }

    @Override
    public Publisher<FunctionSnapshot> createFailedPublisher() {
        FunctionWatcher watcher = fleet.refused();
        return watcher.awaitActive(fleet.names().get(0));
    }

    @Override
    public void dispose() {
        fleet.close();
    }
}
