// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.poll.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** Counts how the calls of one operation end. Thread-safe. */
final class OperationTally {
    private final String operation;
    private final LongAdder ok = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder failed = new LongAdder();

    OperationTally(String operation) {
        this.operation = operation;
    }

    void count(Outcome<?> outcome) {
        if (outcome instanceof Outcome.Seen<?>) {
            ok.increment();
        } else if (outcome instanceof Outcome.Throttled<?>) {
            throttled.increment();
        } else {
            failed.increment();
        }
    }

    OperationCalls calls() {
        return new OperationCalls(operation, ok.sum(), throttled.sum(), failed.sum());
    }
}
