// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Takes a change only when told. */
final class Slow extends BaseSubscriber<FunctionStateChange> {
    final List<FunctionStateChange> taken = new ArrayList<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {}

    @Override
    protected void hookOnNext(FunctionStateChange change) {
        taken.add(change);
    }
}
