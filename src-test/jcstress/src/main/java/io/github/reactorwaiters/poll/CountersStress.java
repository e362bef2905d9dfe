// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.time.Instant;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What a thread that asks for the status sees of {@link Counters}. */
public final class CountersStress {
    private CountersStress() {}

    /** Does a status tell of a failure without its time, or of one that is not counted? */
    @JCStressTest
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it tells of none")
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it tells of the failure, when it was, and counts it")
    @State
    public static class FailOrStatus {
        private final Counters counters = new Counters();

        /** The worker. */
        @Actor
        public void fails() {
            counters.failed(new IllegalStateException("down", null), Instant.EPOCH);
        }

        /** Somebody asks. */
        @Actor
        public void asks(ZZ_Result seen) {
            EngineStatus status = counters.status(false, 0);
            seen.r1 = status.lastFailure() != null;
            seen.r2 = status.lastFailure() == null
                    ? status.lastFailureAt() == null
                    : Instant.EPOCH.equals(status.lastFailureAt()) && status.failed() == 1;
        }
    }
}
