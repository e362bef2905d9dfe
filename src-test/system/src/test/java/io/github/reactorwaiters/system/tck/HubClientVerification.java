// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.web.ChangeFilter;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.Frame;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** The frames of one client of a hub; they never complete. */
final class HubClientVerification extends PublisherVerification<Frame> implements Disposable {
    private final QuickFleet fleet = new QuickFleet();

    HubClientVerification() {
        super(QuickFleet.patience());
    }

    @Override
    public long maxElementsFromPublisher() {
        return publisherUnableToSignalOnComplete();
    }

    @Override
    public Publisher<Frame> createPublisher(long elements) {
        return hub().open(null, ChangeFilter.all(), Flux.never());
    }

    @Override
    public Publisher<Frame> createFailedPublisher() {
        ChangeHub hub = hub();
        hub.close();
        return hub.open(null, ChangeFilter.all(), Flux.never());
    }

    private ChangeHub hub() {
        FunctionWatcher watcher = fleet.watcher(5);
        ChangeHub hub = ChangeHub.of(watcher, watcher.watchAll())
                .scheduler(fleet.time())
                .start();
        fleet.add(hub::close);
        return hub;
    }

    @Override
    public void dispose() {
        fleet.close();
    }
}
