// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;

/**
 * One call of the probe, and what came of it: subscribes to the reading itself, so that a poll takes no operator and no
 * object more. The worker makes it; the outcome is set once, by whichever thread brings it, before the call is handed on.
 */
final class Call<K, S, R, C> extends BaseSubscriber<Outcome<S>> {
    final KeyState<K, S, R, C> key;
    final PermitPool pool;

    /** Counts all calls. */
    final long number;

    /** When it was made, on the engine's clock. */
    final long at;

    /** The same as wall time. */
    final long atMillis;

    /** Whether the key was flagged before. */
    final boolean flagged;

    /** What it may show again without anybody's waiting to hear so, null if nothing. */
    private final @Nullable S known;

    private final Consumer<Call<K, S, R, C>> answered;
    private @Nullable Outcome<S> outcome;

    /** Whether it showed what was known, which then stands for it. */
    boolean showsNothingNew;

    /** Set by the worker when its key is flagged meanwhile: then its answer is not to lie, whatever it shows. */
    volatile boolean urgent;

    /** When the outcome came, on the engine's clock: for whoever is handed the call to set. */
    long answeredAt;

    Call(
            KeyState<K, S, R, C> key,
            PermitPool pool,
            long number,
            long at,
            long atMillis,
            Consumer<Call<K, S, R, C>> answered) {
        this.key = key;
        this.pool = pool;
        this.number = number;
        this.at = at;
        this.atMillis = atMillis;
        this.flagged = key.flagged;
        this.known = key.isQuiet() ? key.last : null;
        this.answered = answered;
    }

    /** What came of it. */
    Outcome<S> outcome() {
        return Objects.requireNonNull(outcome);
    }

    @Override
    protected void hookOnNext(Outcome<S> value) {
        answer(value);
    }

    @Override
    protected void hookOnError(Throwable error) {
        answer(new Outcome.Failed<>(error));
    }

    @Override
    protected void hookOnComplete() {
        if (outcome == null) { // else the error is not made
            answer(new Outcome.Failed<>(new IllegalStateException("the probe gave no outcome")));
        }
    }

    private void answer(Outcome<S> value) {
        if (outcome == null) {
            showsNothingNew =
                    value instanceof Outcome.Seen<S> seen && seen.value().equals(known);
            outcome = known != null && showsNothingNew ? new Outcome.Seen<>(known) : value;
            answered.accept(this);
        }
    }
}
