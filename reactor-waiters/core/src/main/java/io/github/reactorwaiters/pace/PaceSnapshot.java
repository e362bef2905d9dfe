// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.util.List;
import java.util.Map;

/**
 * What a pace has learned of durations, so that a restarted service starts warm. Immutable.
 *
 * @param version of the form; 1
 * @param transitions what was learned of each class of transitions, by name
 */
public record PaceSnapshot(int version, Map<String, Learned> transitions) {
    /** The form that this library writes, and the only one it reads. */
    public static final int VERSION = 1;

    /** Nothing learned. */
    public static final PaceSnapshot EMPTY = new PaceSnapshot(VERSION, Map.of());

    /** Copies, and checks the version. */
    public PaceSnapshot {
        if (version != VERSION) {
            throw new IllegalArgumentException("version must be " + VERSION + ": " + version);
        }
        transitions = Map.copyOf(transitions);
    }

    /**
     * Of one class of transitions, per age bin.
     *
     * @param events ends, each at least 0
     * @param exposure seconds under observation, each at least 0
     */
    public record Learned(List<Double> events, List<Double> exposure) {
        /** Copies, and checks that there is one value of each for each age bin, none negative or infinite. */
        public Learned {
            events = check("events", events);
            exposure = check("exposure", exposure);
        }

        private static List<Double> check(String name, List<Double> values) {
            if (values.size() != AgeBins.COUNT) {
                throw new IllegalArgumentException(
                        name + " must have " + AgeBins.COUNT + " values, one an age bin: " + values.size());
            }
            for (double value : values) {
                if (!(value >= 0 && value < 1e12)) {
                    throw new IllegalArgumentException(name + " must be at least 0 and finite: " + value);
                }
            }
            return List.copyOf(values);
        }
    }
}
