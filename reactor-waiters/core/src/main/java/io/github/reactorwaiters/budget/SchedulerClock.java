// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/**
 * The one clock: a Reactor {@link Scheduler}, resolved at first use so that virtual time drives it. Thread-safe.
 *
 * <p>A scheduler tells wall time, which an operator or NTP may set back; {@link #nanos()} never goes back: it stands
 * still in the measure of the step and then goes on.
 */
public final class SchedulerClock {
    private final Supplier<Scheduler> source;
    private @Nullable Scheduler scheduler;
    private Scheduler.@Nullable Worker worker;
    private long latest = Long.MIN_VALUE;
    private long offset;

    /**
     * A clock over the scheduler that {@code source} gives at the first use.
     *
     * @param source such as {@code Schedulers::parallel}
     */
    public SchedulerClock(Supplier<Scheduler> source) {
        this.source = source;
    }

    /** The scheduler itself, for timers; always the same one. */
    public synchronized Scheduler scheduler() {
        Scheduler resolved = scheduler;
        if (resolved == null) {
            resolved = source.get();
            scheduler = resolved;
        }
        return resolved;
    }

    /**
     * The one worker of all that goes by this clock, however many watchers there are, but for those that work on an event loop:
     * what runs on it runs one after another. Always the same one, and nobody's to dispose of.
     */
    public synchronized Scheduler.Worker worker() {
        Scheduler.Worker taken = worker;
        if (taken == null) {
            taken = scheduler().createWorker();
            worker = taken;
        }
        return taken;
    }

    /** Nanoseconds since an arbitrary origin, never decreasing; for measuring and for due times. */
    public synchronized long nanos() {
        long told = scheduler().now(TimeUnit.NANOSECONDS) + offset;
        if (told < latest) {
            offset += latest - told;
            told = latest;
        }
        latest = told;
        return told;
    }

    /** The wall time, in milliseconds of precision; for people. */
    public Instant instant() {
        return Instant.ofEpochMilli(scheduler().now(TimeUnit.MILLISECONDS));
    }
}
