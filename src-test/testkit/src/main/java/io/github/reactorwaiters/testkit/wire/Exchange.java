// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** One call between its arrival and its answer. Ends once: answered, or cancelled by {@link #dispose()}. */
final class Exchange implements Runnable, Disposable {
    private final Scheduler clock;
    private final LoggedCall call;
    private final Supplier<Ending> ending;
    private final Consumer<Answer> reply;
    private final Disposable.Swap timer = Disposables.swap();

    Exchange(Scheduler clock, LoggedCall call, Supplier<Ending> ending, Consumer<Answer> reply) {
        this.clock = clock;
        this.call = call;
        this.ending = ending;
        this.reply = reply;
    }

    /** Answers at once, on this thread, if there is no delay. */
    void runAfter(long delayNanos) {
        if (delayNanos <= 0) {
            run();
        } else {
            timer.update(clock.schedule(this, delayNanos, TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public void run() {
        if (!call.isPending()) {
            return;
        }
        Ending due = ending.get();
        if (call.end(now(), due.answer().status(), due.outcome())) {
            reply.accept(due.answer());
        }
    }

    @Override
    public void dispose() {
        if (call.end(now(), 0, Outcome.CANCELLED)) {
            timer.dispose();
        }
    }

    @Override
    public boolean isDisposed() {
        return !call.isPending();
    }

    private long now() {
        return clock.now(TimeUnit.MILLISECONDS);
    }
}
