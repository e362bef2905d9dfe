// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.jcstress.HandScheduler;
import io.github.reactorwaiters.jcstress.Strict;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import reactor.core.publisher.Hooks;

/** Who ends a {@link Wait}: its worker, whoever closes the engine, or its subscriber by leaving. */
public final class WaitStress {
    private WaitStress() {}

    /** Says how a wait ended; counts how often that was told to nobody. */
    private static final class Ended extends RuntimeException {
        private final AtomicInteger dropped;

        Ended(AtomicInteger dropped) {
            super(null, null, false, false);
            this.dropped = dropped;
        }
    }

    /** A wait that ends with the first reading. */
    private abstract static class Waiting implements Awaited<String> {
        static {
            Hooks.onErrorDropped(error -> {
                if (error instanceof Ended ended) {
                    ended.dropped.incrementAndGet();
                }
            });
        }

        private final AtomicInteger dropped = new AtomicInteger();
        final Strict<String> subscriber;
        final Wait<String, String, String, String> wait;

        Waiting() {
            this(new Strict<>());
        }

        Waiting(Strict<String> subscriber) {
            HandScheduler scheduler = new HandScheduler();
            SchedulerClock clock = new SchedulerClock(() -> scheduler);
            PollEngine<String, String, String, String> engine = new HandService(clock).engine(clock);
            this.subscriber = subscriber;
            wait = new Wait<>(engine, "a", this, subscriber);
            subscriber.onSubscribe(wait);
        }

        @Override
        public boolean isReached(String state) {
            return true;
        }

        @Override
        public Throwable timedOut(@Nullable String last) {
            return new Ended(dropped);
        }

        @Override
        public Throwable rejected(Throwable rejection) {
            return new Ended(dropped);
        }

        @Override
        public Throwable closed() {
            return new Ended(dropped);
        }

        /** What the subscriber got, how often it was told of an end, how often it was when it had one already, or had left. */
        final void judge(III_Result seen) {
            seen.r1 = subscriber.values();
            seen.r2 = subscriber.ends();
            seen.r3 = dropped.get();
        }
    }

    /** Is the end told twice, if the worker ends a wait by its timeout, and another thread because the engine is closed? */
    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "once, by one of them")
    @State
    public static class TimeoutOrClose extends Waiting {
        /** The worker. */
        @Actor
        public void timesOut() {
            wait.timedOut();
        }

        /** The subscriber's thread. */
        @Actor
        public void closes() {
            wait.closed();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Is the end told to a subscriber that has left? */
    @JCStressTest
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "it was told before it left")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left before the end")
    @Outcome(
            id = "0, 0, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "it left between the end and its being told: dropped, as the rules of Reactor have it")
    @State
    public static class TimeoutOrCancel extends Waiting {
        /** The worker. */
        @Actor
        public void timesOut() {
            wait.timedOut();
        }

        /** The subscriber. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Is a subscriber told both that it is there and that the engine is closed? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the reading ended the wait")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the close ended it")
    @State
    public static class ReadOrClose extends Waiting {
        /** The worker has a reading. */
        @Actor
        public void reads() {
            wait.read("there", false, 1);
        }

        /** The subscriber's thread. */
        @Actor
        public void closes() {
            wait.closed();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Is a reading given to a subscriber that has left? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it was given before it left")
    @Outcome(
            id = "1, 0, 0",
            expect = ACCEPTABLE,
            desc = "it was given, and left before it was told that nothing more comes")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left first")
    @State
    public static class ReadOrCancel extends Waiting {
        /** The worker has a reading. */
        @Actor
        public void reads() {
            wait.read("there", false, 1);
        }

        /** The subscriber. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a reading get lost, or come twice, when its subscriber asks for it at that moment? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it came once")
    @State
    public static class ReadOrRequest extends Waiting {
        /** With a subscriber that has asked for nothing yet. */
        public ReadOrRequest() {
            super(new Strict<>(0));
        }

        /** The worker has a reading. */
        @Actor
        public void reads() {
            wait.read("there", false, 1);
        }

        /** The subscriber. */
        @Actor
        public void asks() {
            subscriber.request(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a subscriber that asks twice at once, on two threads, get a reading twice? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it came once")
    @State
    public static class RequestTwice extends Waiting {
        /** The reading is there. */
        public RequestTwice() {
            super(new Strict<>(0));
            wait.read("there", false, 1);
        }

        /** One thread. */
        @Actor
        public void asks() {
            subscriber.request(1);
        }

        /** Another. */
        @Actor
        public void asksToo() {
            subscriber.request(1);
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }

    /** Does a subscriber that asks for a reading, and leaves on another thread, get half of it? */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "it came before it left")
    @Outcome(
            id = "1, 0, 0",
            expect = ACCEPTABLE,
            desc = "it came, and it left before it was told that nothing more comes")
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "it left first")
    @State
    public static class RequestOrCancel extends Waiting {
        /** The reading is there. */
        public RequestOrCancel() {
            super(new Strict<>(0));
            wait.read("there", false, 1);
        }

        /** One thread. */
        @Actor
        public void asks() {
            subscriber.request(1);
        }

        /** Another. */
        @Actor
        public void leaves() {
            subscriber.cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(III_Result seen) {
            judge(seen);
        }
    }
}
