// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.jcstress.HandScheduler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What {@link SchedulerClock} tells two threads. */
public final class SchedulerClockStress {
    private SchedulerClockStress() {}

    /** A wall clock that is set back at every look. */
    private static final class Backwards implements Scheduler {
        private final AtomicLong wall = new AtomicLong();

        @Override
        public long now(TimeUnit unit) {
            return wall.decrementAndGet();
        }

        @Override
        public Disposable schedule(Runnable task) {
            return Schedulers.immediate().schedule(task);
        }

        @Override
        public Worker createWorker() {
            return Schedulers.immediate().createWorker();
        }
    }

    /** Does time go back for one of two threads that look twice, while the wall clock does at every look? */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "not for either")
    @State
    public static class LookOrLook {
        private final SchedulerClock clock = new SchedulerClock(Backwards::new);

        /** One thread. */
        @Actor
        public void one(ZZ_Result seen) {
            long before = clock.nanos();
            seen.r1 = clock.nanos() >= before;
        }

        /** The other. */
        @Actor
        public void other(ZZ_Result seen) {
            long before = clock.nanos();
            seen.r2 = clock.nanos() >= before;
        }
    }

    /** Is a time that one thread has told another ever ahead of what that one reads then? */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "what is read later is not earlier")
    @State
    public static class TellOrLook {
        private final SchedulerClock clock = new SchedulerClock(Backwards::new);
        private volatile long told = Long.MIN_VALUE;

        /** Tells. */
        @Actor
        public void tells(ZZ_Result seen) {
            told = clock.nanos();
            seen.r1 = true;
        }

        /** Is told, and looks. */
        @Actor
        public void looks(ZZ_Result seen) {
            long before = told;
            seen.r2 = clock.nanos() >= before;
        }
    }

    /** Do two threads that need the scheduler first get the same one, resolved once? */
    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "the same one, resolved once")
    @State
    public static class ResolveOrResolve {
        private final AtomicInteger resolved = new AtomicInteger();
        private final SchedulerClock clock = new SchedulerClock(() -> {
            resolved.incrementAndGet();
            return new HandScheduler();
        });
        private Object first = this;
        private Object second = this;

        /** One thread. */
        @Actor
        public void one() {
            first = clock.scheduler();
        }

        /** The other. */
        @Actor
        public void other() {
            second = clock.scheduler();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(ZI_Result seen) {
            seen.r1 = first == second;
            seen.r2 = resolved.get();
        }
    }
}
