// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.jcstress.HandScheduler;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.IJI_Result;

/** What {@link PermitPool} over {@link LocalPermits} gives two threads, while time stands still. */
public final class PermitPoolStress {
    private PermitPoolStress() {}

    /** A pool of 4 a second, which holds one permit. */
    private abstract static class OnePermit {
        final PermitPool pool = new PermitPool("one", 4, 1, new SchedulerClock(HandScheduler::new));

        int percent() {
            return (int) Math.round(pool.rate() / 4 * 100);
        }
    }

    /** Who gets the last permit, if two ask for it? */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "one thread gets it, and it counts once")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the other gets it, and it counts once")
    @State
    public static class TakeOrTake extends OnePermit {
        /** One thread. */
        @Actor
        public void one(III_Result seen) {
            seen.r1 = pool.tryAcquire(1);
        }

        /** The other. */
        @Actor
        public void other(III_Result seen) {
            seen.r2 = pool.tryAcquire(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r3 = (int) pool.status().acquired();
        }
    }

    /** Is anything given after the service asked to pause? */
    @JCStressTest
    @Outcome(id = "1, 0, 70", expect = ACCEPTABLE, desc = "a permit was given before the pause, none in it")
    @Outcome(id = "0, 0, 70", expect = ACCEPTABLE, desc = "none was given")
    @State
    public static class TakeOrThrottled extends OnePermit {
        /** A call is about to be made. */
        @Actor
        public void takes(III_Result seen) {
            seen.r1 = pool.tryAcquire(1);
        }

        /** Another one was refused. */
        @Actor
        public void throttled() {
            pool.throttled(Duration.ofSeconds(1));
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r2 = pool.tryAcquire(1);
            seen.r3 = percent();
        }
    }

    /** Does the rate fall twice, if two calls are refused at the same time? */
    @JCStressTest
    @Outcome(id = "70, 2", expect = ACCEPTABLE, desc = "it falls once, and both are counted")
    @State
    public static class ThrottledOrThrottled extends OnePermit {
        /** One call was refused. */
        @Actor
        public void one() {
            pool.throttled(null);
        }

        /** Another one was. */
        @Actor
        public void other() {
            pool.throttled(null);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(II_Result seen) {
            seen.r1 = percent();
            seen.r2 = (int) pool.status().throttled();
        }
    }

    /** Does the longer of two pauses hold, whichever comes last? */
    @JCStressTest
    @Outcome(id = "0, 2000000000, 2", expect = ACCEPTABLE, desc = "the longer one holds")
    @State
    public static class PauseOrPause extends OnePermit {
        /** The service asks for 2 s. */
        @Actor
        public void asksForLong() {
            pool.throttled(Duration.ofSeconds(2));
        }

        /** It asks for 1 s. */
        @Actor
        public void asksForShort() {
            pool.throttled(Duration.ofSeconds(1));
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(IJI_Result seen) {
            seen.r1 = pool.tryAcquire(1);
            seen.r2 = pool.nanosToNext();
            seen.r3 = (int) pool.status().throttled();
        }
    }
}
