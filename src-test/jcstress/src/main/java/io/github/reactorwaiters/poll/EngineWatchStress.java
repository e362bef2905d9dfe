// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Who comes to and goes from a {@link PollEngine} while others use it. */
public final class EngineWatchStress {
    private EngineWatchStress() {}

    /** Do two subscribers that come at once both see everything? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "both know the last state, and are counted")
    @State
    public static class SubscribeOrSubscribe extends WatchedEngine {
        /** A subscriber comes. */
        @Actor
        public void comes() {
            subscribe();
        }

        /** Another one comes. */
        @Actor
        public void comesToo() {
            subscribe();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a subscriber that comes lose its keys to one that leaves? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "who is there knows the last state, and is counted")
    @State
    public static class SubscribeOrCancel extends WatchedEngine {
        /** A subscriber comes. */
        @Actor
        public void comes() {
            subscribe();
        }

        /** A subscriber leaves. */
        @Actor
        public void leaves() {
            cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a subscriber that comes while a poll is asked for see what it shows? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "everybody knows the last state")
    @State
    public static class SubscribeOrHint extends WatchedEngine {
        /** A subscriber comes. */
        @Actor
        public void comes() {
            subscribe();
        }

        /** The keys may have changed. */
        @Actor
        public void hints() {
            hint();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a subscriber miss the answer that comes when it does? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "everybody knows the last state")
    @State
    public static class SubscribeOrEmit extends WatchedEngine {
        /** A subscriber comes. */
        @Actor
        public void comes() {
            subscribe();
        }

        /** An answer of the service comes. */
        @Actor
        public void answers() {
            emit();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Is a subscriber that is cancelled twice counted off twice? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "who stays knows the last state, and is counted")
    @State
    public static class CancelOrCancel extends WatchedEngine {
        /** A subscriber leaves. */
        @Actor
        public void leaves() {
            cancel();
        }

        /** Another one leaves. */
        @Actor
        public void leavesToo() {
            cancel();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does who leaves take a poll along that was asked for? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "who stays knows the last state")
    @State
    public static class CancelOrHint extends WatchedEngine {
        /** A subscriber leaves. */
        @Actor
        public void leaves() {
            cancel();
        }

        /** The keys may have changed. */
        @Actor
        public void hints() {
            hint();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does who leaves take an answer along? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "who stays knows the last state")
    @State
    public static class CancelOrEmit extends WatchedEngine {
        /** A subscriber leaves. */
        @Actor
        public void leaves() {
            cancel();
        }

        /** An answer of the service comes. */
        @Actor
        public void answers() {
            emit();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }
}
