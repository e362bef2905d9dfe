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

/** Answers, hints and waits of a {@link PollEngine} at the same time. */
public final class EngineEmitStress {
    private EngineEmitStress() {}

    /** Do two hints lose a poll, or leave one too many? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "everybody knows the last state, no call goes on")
    @State
    public static class HintOrHint extends WatchedEngine {
        /** The keys may have changed. */
        @Actor
        public void hints() {
            hint();
        }

        /** The keys may have changed, too. */
        @Actor
        public void hintsToo() {
            hint();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a hint get lost that comes with the answer? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "everybody knows the last state")
    @State
    public static class HintOrEmit extends WatchedEngine {
        /** The keys may have changed. */
        @Actor
        public void hints() {
            hint();
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

    /** Do answers on two threads disturb one another? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "everybody knows both")
    @State
    public static class EmitOrEmit extends WatchedEngine {
        /** An answer of the service comes. */
        @Actor
        public void answers() {
            emit();
        }

        /** Another one comes. */
        @Actor
        public void answersToo() {
            emit();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Is an answer lost that lies until the timer fires, just when it fires? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "its key is polled again, everybody knows the last state")
    @State
    public static class QuietEmitOrTimer extends WatchedEngine {
        /** One key's poll is under way, another's is due soon. */
        public QuietEmitOrTimer() {
            readyToBeQuiet();
        }

        /** An answer comes that shows nothing new. */
        @Actor
        public void answers() {
            emitNothingNew();
        }

        /** The loop's timer fires. */
        @Actor
        public void fires() {
            fire();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdictUnaided();
        }
    }

    /** Does a wait that begins when an answer that shows nothing new comes go on for ever? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "it ended, by that answer or the next")
    @State
    public static class AwaitOrQuietEmit extends WatchedEngine {
        /** One key's poll is under way, another's is due soon. */
        public AwaitOrQuietEmit() {
            readyToBeQuiet();
        }

        /** Somebody waits for a reading. */
        @Actor
        public void waits() {
            await();
        }

        /** An answer comes that shows nothing new. */
        @Actor
        public void answers() {
            emitNothingNew();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a wait that begins when an answer comes go on for ever? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "it ended, by that answer or the next")
    @State
    public static class AwaitOrEmit extends WatchedEngine {
        /** Somebody waits for a reading. */
        @Actor
        public void waits() {
            await();
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

    /** Does who leaves end the wait of another one? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "it ended by an answer")
    @State
    public static class AwaitOrCancel extends WatchedEngine {
        /** Somebody waits for a reading. */
        @Actor
        public void waits() {
            await();
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

    /** Do two that wait for one key both hear of it? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "both waits ended by an answer")
    @State
    public static class AwaitOrAwait extends WatchedEngine {
        /** Somebody waits for a reading. */
        @Actor
        public void waits() {
            await();
        }

        /** Somebody else waits for a reading. */
        @Actor
        public void waitsToo() {
            await();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }
}
