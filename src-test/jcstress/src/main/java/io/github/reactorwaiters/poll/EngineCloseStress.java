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

/** Who closes a {@link PollEngine} while others use it. */
public final class EngineCloseStress {
    private EngineCloseStress() {}

    /** Does a subscriber end that comes while the engine is closed? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "every stream ended once, no call and no timer is left")
    @State
    public static class SubscribeOrClose extends WatchedEngine {
        /** A subscriber comes. */
        @Actor
        public void comes() {
            subscribe();
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Is a subscriber told twice, or too late, that leaves while the engine is closed? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "every stream ended once at most, no call and no timer is left")
    @State
    public static class CancelOrClose extends WatchedEngine {
        /** A subscriber leaves. */
        @Actor
        public void leaves() {
            cancel();
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a hint call the service after the engine was closed? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "every stream ended once, no call and no timer is left")
    @State
    public static class HintOrClose extends WatchedEngine {
        /** The keys may have changed. */
        @Actor
        public void hints() {
            hint();
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a change come after the end, when an answer comes while the engine is closed? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "every stream ended once, nothing came later, nothing is left")
    @State
    public static class EmitOrClose extends WatchedEngine {
        /** An answer of the service comes. */
        @Actor
        public void answers() {
            emit();
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does a wait end, once, that begins while the engine is closed? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "it ended once, as every stream, and nothing is left")
    @State
    public static class AwaitOrClose extends WatchedEngine {
        /** Somebody waits for a reading. */
        @Actor
        public void waits() {
            await();
        }

        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }

    /** Does anybody end twice, if two close the engine? */
    @JCStressTest
    @Outcome(id = "fine", expect = ACCEPTABLE, desc = "every stream ended once, no call and no timer is left")
    @State
    public static class CloseOrClose extends WatchedEngine {
        /** The engine is closed. */
        @Actor
        public void closes() {
            close();
        }

        /** The engine is closed, too. */
        @Actor
        public void closesToo() {
            close();
        }

        /** Afterwards. */
        @Arbiter
        public void afterwards(L_Result seen) {
            seen.r1 = verdict();
        }
    }
}
