// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.poll.Awaited;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a function to reach a goal.
 *
 * @param since of the update that is meant, null if any state counts
 */
record FunctionAwait(FunctionName function, Goal goal, @Nullable UpdateMark since, Duration timeout, boolean strict)
        implements Awaited<FunctionSnapshot> {
    @Override
    public boolean isReached(FunctionSnapshot state) {
        String unreadable = state.reason();
        if (strict && unreadable != null) {
            throw new FunctionUnreadableException(function, unreadable);
        }
        if (since != null && since.isLaterThan(state)) {
            return false;
        }
        Goal.Verdict verdict = goal.judge(state);
        if (verdict == Goal.Verdict.NEVER) {
            throw new FunctionStateException(goal.name(), state);
        }
        return verdict == Goal.Verdict.REACHED;
    }

    @Override
    public Throwable timedOut(@Nullable FunctionSnapshot last) {
        return new AwaitTimeoutException(goal.name(), function, timeout, last);
    }

    @Override
    public @Nullable Throwable rejected(Throwable rejection) {
        return strict ? new CallsRejectedException(rejection) : null;
    }

    @Override
    public Throwable closed() {
        return new WatcherClosedException();
    }
}
