// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a pace has learned of durations, and of how often keys change, so that a restarted service starts warm. Immutable.
 *
 * <p>It holds nothing of a single key: how old a key's last change is, its first reading tells.
 *
 * @param version of the form; 1
 * @param transitions what was learned of each class of transitions, by name
 * @param changes what was learned of how often keys change
 */
public record PaceSnapshot(int version, Map<String, Learned> transitions, Changes changes) {
    /** The form that this library writes, and the only one it reads. */
    public static final int VERSION = 1;

    /** Nothing learned. */
    public static final PaceSnapshot EMPTY = new PaceSnapshot(VERSION, Map.of(), Changes.UNKNOWN);

    /** Copies, and checks the version. */
    public PaceSnapshot {
        if (version != VERSION) {
            throw new IllegalArgumentException("version must be " + VERSION + ": " + version);
        }
        transitions = Map.copyOf(transitions);
        Objects.requireNonNull(changes, "changes");
    }

    /**
     * How often the keys of a fleet change, by what was seen of them while they were watched, and what that is worth: who
     * starts with it takes it for at most 20 changes and 20 pairs, and one more of each for each key that is watched.
     *
     * @param perSecond changes a second of a key, in the mean; 1e-15 to 1,000
     * @param shape how alike keys are: 1 over the square of the coefficient of variation of their rates; 0.02 to 50
     * @param changes what {@code perSecond} is worth, in changes seen; at least 0.5
     * @param pairs what {@code shape} is worth, in the pairs of changes of the same key that keys all alike would have had;
     *     at least 1
     */
    public record Changes(double perSecond, double shape, double changes, double pairs) {
        static final double LEAST_PER_SECOND = 1e-15;
        static final double MOST_PER_SECOND = 1e3;
        static final double LEAST_SHAPE = 0.02;
        static final double MOST_SHAPE = 50;
        private static final double LEAST_CHANGES = 0.5;
        private static final double LEAST_PAIRS = 1;

        /** Nothing learned: one change a day, of keys that differ. */
        public static final Changes UNKNOWN = new Changes(1 / 86_400.0, 0.5, LEAST_CHANGES, LEAST_PAIRS);

        /** Checks that each is within its bounds, and finite. */
        public Changes {
            check("perSecond", LEAST_PER_SECOND, MOST_PER_SECOND, perSecond);
            check("shape", LEAST_SHAPE, MOST_SHAPE, shape);
            check("changes", LEAST_CHANGES, Double.MAX_VALUE, changes);
            check("pairs", LEAST_PAIRS, Double.MAX_VALUE, pairs);
        }

        private static void check(String name, double least, double most, double value) {
            if (!(value >= least && value <= most)) {
                String limit = most == Double.MAX_VALUE ? " and finite: " : " and at most " + most + ": ";
                throw new IllegalArgumentException(name + " must be at least " + least + limit + value);
            }
        }
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
