// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A change of many functions: wave after wave, as fast as the API's quotas allow, halted when too much fails. Immutable;
 * each subscription is a run of its own.
 *
 * <pre>
 *   function   pre-check, read, UpdateFunctionCode, wait, UpdateFunctionConfiguration, wait,
 *              PublishVersion, wait, UpdateAlias, verify            what is not needed is left out
 *   waves      1 |bake| 10% |bake| 100%
 * </pre>
 *
 * <p>A function that is as wanted is left alone, so that a rollout which was interrupted may be run again; without an alias
 * nothing but a journal tells that it was published, though ({@link RolloutBuilder#publish}). All calls come out of the
 * watcher's budget: those that change something out of the control-plane pool and before any listing, updates first;
 * readings and waits out of GetFunction's. Functions of a wave are therefore updated together, and published and shifted as
 * permits are left.
 *
 * <p>RevisionId guards each change. A call that meets a conflict, or whose outcome is unknown, is made again if the function
 * then still has the code that the rollout found or put there; if it has other code, somebody else changed it, and it counts
 * as failed.
 *
 * @see FunctionWatcher
 */
public final class Rollout {
    private final RolloutSettings settings;

    Rollout(RolloutSettings settings) {
        this.settings = settings;
    }

    /** Settings of a rollout that reads, waits and calls through {@code watcher}. */
    public static RolloutBuilder builder(FunctionWatcher watcher) {
        return new RolloutBuilder(watcher);
    }

    /**
     * Emits what the rollout would do, and completes: a dry run that reads each function and changes nothing.
     *
     * <p>Fails as {@link #run()} does, and with {@link io.github.reactorwaiters.lambda.CallFailedException} if there are
     * no usable credentials; a function that cannot be read shows in the plan. Cancelling aborts the calls under way.
     */
    public Mono<RolloutPlan> plan() {
        return Mono.defer(() -> new Planning(settings).plan());
    }

    /**
     * Runs the rollout, and emits what happens, {@link RolloutEvent.Ended} last.
     *
     * <p>Completes once nothing is in flight. A function that fails fails nothing but itself, and a rollout that halts
     * completes, too: see the summary. Fails with {@link IllegalArgumentException} if a function is named twice, with
     * {@link IllegalStateException} if the journal is of other changes, with {@link JournalException} if the journal
     * cannot be read or written, with what the targets fail with, and with
     * {@link io.github.reactorwaiters.lambda.WatcherClosedException} if the watcher is closed meanwhile; in every case
     * calls under way are answered first. Events are buffered if the subscriber is slow, some ten a function. Signals
     * arrive on the threads that answer calls, where a subscriber must not block.
     *
     * <p>A halt, whatever its cause, begins no function and no alias shift any more; what is in flight is finished up to
     * there, so that no function is left in an unknown state. Cancelling goes further: no call that changes something is
     * sent any more, those under way are answered and entered in the journal, and waits end.
     */
    public Flux<RolloutEvent> run() {
        return Flux.create(sink -> {
            Gates gates = new Gates();
            sink.onCancel(() -> gates.stop("cancelled"));
            // Not disposed of with the sink: what is in flight is finished. It ends by itself, as the gates are closed.
            RolloutRun.execute(settings, gates, sink).subscribe(nothing -> {}, sink::error, sink::complete);
        });
    }
}
