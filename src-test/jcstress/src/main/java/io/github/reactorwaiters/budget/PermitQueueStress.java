// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** What {@link PermitQueue} gives to those who wait, while others come and go. */
public final class PermitQueueStress {
    private PermitQueueStress() {}

    /** A pool without permits, and two callers. */
    private abstract static class Callers {
        final HandScheduler scheduler = new HandScheduler();
        final HandPermits permits = new HandPermits();
        final PermitPool pool = new PermitPool("hand", 1, 1, new SchedulerClock(() -> scheduler), permits);
        final Strict<Void> first = new Strict<>();
        final Strict<Void> second = new Strict<>();

        /** A second later: the timer finds so many permits. */
        void later(int count) {
            permits.put(count);
            scheduler.pass(Duration.ofSeconds(2));
        }
    }

    /** Is anybody forgotten, if two come for one permit? */
    @JCStressTest
    @Outcome(id = "1, 0, 2", expect = ACCEPTABLE, desc = "one gets it, the other waits for the next")
    @Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "the other way round")
    @State
    public static class AcquireOrAcquire extends Callers {
        /** A pool with one permit. */
        public AcquireOrAcquire() {
            permits.put(1);
        }

        /** One caller. */
        @Actor
        public void one() {
            pool.acquire().subscribe(first);
        }

        /** The other. */
        @Actor
        public void other() {
            pool.acquire().subscribe(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            seen.r2 = second.ends();
            later(1);
            seen.r3 = first.ends() + second.ends();
        }
    }

    /** Is anybody left waiting, if two come for two permits? */
    @JCStressTest
    @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "both get theirs, whoever gives them")
    @State
    public static class AcquireOrAcquireTwo extends Callers {
        /** A pool with two permits. */
        public AcquireOrAcquireTwo() {
            permits.put(2);
        }

        /** One caller. */
        @Actor
        public void one() {
            pool.acquire().subscribe(first);
        }

        /** The other. */
        @Actor
        public void other() {
            pool.acquire().subscribe(second);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            seen.r2 = second.ends();
            seen.r3 = (int) pool.status().acquired();
        }
    }

    /** Where does the permit go that comes while the one who waits for it leaves? */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "left first: it is there for the next")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "given first")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "taken first, left before it was told: spent, as documented")
    @State
    public static class CancelOrPermit extends Callers {
        /** One caller waits. */
        public CancelOrPermit() {
            pool.acquire().subscribe(first);
        }

        /** It leaves. */
        @Actor
        public void leaves() {
            first.cancel();
        }

        /** A permit comes. */
        @Actor
        public void permit() {
            later(1);
        }

        /** Afterwards: whoever comes next is served. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            seen.r2 = pool.tryAcquire(1);
            pool.acquire().subscribe(second);
            later(1);
            seen.r3 = second.ends();
        }
    }

    /** Is the second in the queue forgotten, if the first leaves while a permit comes? */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "the first left: the second gets it")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "the first got it, the second the next one")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "the first left with it: the second gets the next one")
    @State
    public static class CancelOrPermitForNext extends Callers {
        /** Two callers wait. */
        public CancelOrPermitForNext() {
            pool.acquire().subscribe(first);
            pool.acquire().subscribe(second);
        }

        /** The first leaves. */
        @Actor
        public void leaves() {
            first.cancel();
        }

        /** A permit comes. */
        @Actor
        public void permit() {
            later(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            seen.r2 = second.ends();
            later(1);
            seen.r3 = second.ends();
        }
    }

    /** Does who does not wait get a permit before the one who does? */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "who waits is served")
    @State
    public static class PermitOrTryAcquire extends Callers {
        /** One caller waits. */
        public PermitOrTryAcquire() {
            pool.acquire().subscribe(first);
        }

        /** A permit comes. */
        @Actor
        public void permit() {
            later(1);
        }

        /** Somebody tries. */
        @Actor
        public void tries(III_Result seen) {
            seen.r2 = pool.tryAcquire(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            seen.r3 = (int) pool.status().acquired();
        }
    }

    /** Is the one permit given twice, to who comes to wait and to who tries? */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "who waits gets it")
    @Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "who tries gets it, the other one the next")
    @State
    public static class AcquireOrTryAcquire extends Callers {
        /** A pool with one permit. */
        public AcquireOrTryAcquire() {
            permits.put(1);
        }

        /** One caller. */
        @Actor
        public void acquires() {
            pool.acquire().subscribe(first);
        }

        /** Somebody tries. */
        @Actor
        public void tries(III_Result seen) {
            seen.r2 = pool.tryAcquire(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            seen.r1 = first.ends();
            later(1);
            seen.r3 = first.ends();
        }
    }
}
