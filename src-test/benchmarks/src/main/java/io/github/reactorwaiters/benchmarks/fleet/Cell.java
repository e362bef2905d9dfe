// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.fleet;

import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * One poller waits for one fleet. Immutable.
 *
 * @param peer the poller's name
 * @param functions how many are updated and waited for
 * @param startsPerSecond at which rate the updates start; infinite: all at once
 * @param seed of the durations: the same for all pollers
 * @param pollMillis how long a GetFunction call travels, there and back
 * @param pageMillis the same of a ListFunctions call
 * @param share the part of AWS's quotas that pollers with a budget use
 * @param lists most ListFunctions calls a second, of pollers that list
 * @param hurry by what all durations are divided
 * @param limitSeconds how long after the last true completion a poller may go on
 * @param heap whether this run measures heap, with updates that do not end, instead of delays
 */
public record Cell(
        String peer,
        int functions,
        double startsPerSecond,
        long seed,
        long pollMillis,
        long pageMillis,
        double share,
        double lists,
        double hurry,
        long limitSeconds,
        boolean heap) {
    /** So few that a sweep never ends. */
    static final double HARDLY_ANY_LISTS = 0.01;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LONGEST_UPDATE = Duration.ofSeconds(90);
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /** Checks the ranges that nothing later would name. */
    public Cell {
        if (functions < 1 || functions > 100_000) {
            throw new IllegalArgumentException("functions must be 1 to 100000: " + functions);
        }
        if (!(startsPerSecond > 0)) {
            throw new IllegalArgumentException("startsPerSecond must be above 0: " + startsPerSecond);
        }
        if (!(hurry > 0)) {
            throw new IllegalArgumentException("hurry must be above 0: " + hurry);
        }
    }

    boolean allAtOnce() {
        return Double.isInfinite(startsPerSecond);
    }

    String start() {
        return allAtOnce() ? "all at once" : Math.round(startsPerSecond) + "/s";
    }

    Duration limit() {
        return Duration.ofSeconds(limitSeconds);
    }

    /** After this time a run hangs. */
    Duration patience() {
        Duration starting = Duration.ofSeconds((long) (allAtOnce() ? 0 : functions / startsPerSecond));
        Duration ending = Duration.ofMillis((long) (2 * LONGEST_UPDATE.toMillis() / hurry));
        return starting.plus(ending).plus(limit()).plus(MARGIN);
    }

    /** The same, to weigh what waiting keeps: without lists, since a page under way holds its fifty rows. */
    Cell measuringHeap() {
        return new Cell(
                peer,
                functions,
                Double.POSITIVE_INFINITY,
                seed,
                pollMillis,
                pageMillis,
                share,
                HARDLY_ANY_LISTS,
                hurry,
                limitSeconds,
                true);
    }

    String toArgument() {
        return JSON.writeValueAsString(this);
    }

    static Cell ofArgument(String json) {
        return JSON.readValue(json, Cell.class);
    }
}
