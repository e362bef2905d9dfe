// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import java.net.URI;
import java.util.List;

/** A way to roll code out to a fleet. */
interface Contender {
    /** The alias that is created when releasing: as many calls as shifting it, and no fleet of aliases to make before. */
    String ALIAS = "live";

    /** Its name. */
    String label();

    /**
     * Rolls out, and blocks until it is over or has given up.
     *
     * @param endpoint the simulated control plane
     * @param names all functions
     * @param zip the new code
     * @param release whether a version is published, and the alias led to it
     */
    Ending rollOut(URI endpoint, List<String> names, byte[] zip, boolean release) throws Exception;

    /**
     * How it ended. Immutable.
     *
     * @param seconds from the start, the client's making included, until it called the rollout over or was stopped; its closing is
     *     not in it
     * @param failed how many functions it calls failed, or never spoke of
     * @param stopped whether its time was up
     */
    record Ending(double seconds, int failed, boolean stopped) {
        static Ending since(long startNanos, int failed, boolean stopped) {
            return new Ending((System.nanoTime() - startNanos) / 1e9, failed, stopped);
        }
    }
}
