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
final class Exchange implements Disposable {
    private final Scheduler clock;
    private final LoggedCall call;
    private final Supplier<Ending> ending;
    private final Consumer<Answer> reply;
    private final Disposable.Composite timers = Disposables.composite();

    Exchange(Scheduler clock, LoggedCall call, Supplier<Ending> ending, Consumer<Answer> reply) {
        this.clock = clock;
        this.call = call;
        this.ending = ending;
        this.reply = reply;
    }

    /**
     * Reads the model after {@code delayNanos}, and answers {@code wayBackNanos} later; without delay at once, on this
     * thread.
     */
    void runAfter(long delayNanos, long wayBackNanos) {
        after(delayNanos, () -> {
            if (call.isPending()) {
                Ending due = ending.get();
                call.decided(due.answer().status());
                after(wayBackNanos, () -> answer(due));
            }
        });
    }

    private void after(long nanos, Runnable task) {
        if (nanos <= 0) {
            task.run();
        } else {
            timers.add(clock.schedule(task, nanos, TimeUnit.NANOSECONDS));
        }
    }

    private void answer(Ending due) {
        if (call.end(now(), due.outcome())) {
            reply.accept(due.answer());
        }
    }

    @Override
    public void dispose() {
        if (call.end(now(), Outcome.CANCELLED)) {
            timers.dispose();
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
