// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system.tck;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import java.util.List;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** What happens in a rollout; cut to as many events as asked for, since their number follows from the functions. */
final class RolloutVerification extends PublisherVerification<RolloutEvent> implements Disposable {
    private static final FunctionChange CHANGE =
            FunctionChange.ofCode(CodeSource.zip(new byte[] {'P', 'K', 3, 4, 5, 6}));

    private final QuickFleet fleet = new QuickFleet();

    RolloutVerification() {
        super(QuickFleet.patience());
    }

    @Override
    public Publisher<RolloutEvent> createPublisher(long elements) {
        FunctionWatcher watcher = fleet.quietWatcher((int) Math.min(elements + 1, 30));
        return rollout(watcher, fleet.names()).take(elements);
    }

    @Override
    public Publisher<RolloutEvent> createFailedPublisher() {
        FunctionWatcher watcher = fleet.quietWatcher(1);
        return rollout(
                watcher,
                Stream.concat(fleet.names().stream(), fleet.names().stream()).toList());
    }

    private static Flux<RolloutEvent> rollout(FunctionWatcher watcher, List<FunctionName> functions) {
        return Rollout.builder(watcher)
                .targets(Flux.fromIterable(functions).map(name -> new Target(name, CHANGE)))
                .build()
                .run();
    }

    @Override
    public void dispose() {
        fleet.close();
    }
}
