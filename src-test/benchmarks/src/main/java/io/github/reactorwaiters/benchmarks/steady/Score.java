// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import io.github.reactorwaiters.testkit.model.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sightings held against the true history. A sighting shows the state of its revision, and so that all before it is over.
 *
 * @param starts seconds from an update's start until something of it was shown
 * @param completions seconds from an update's completion until that was shown
 * @param updates how many updates completed
 * @param merged of them, how many were shown as one with a later update: the function was seen next when that was under
 *     way or over
 * @param unreported of them, how many were never shown
 */
record Score(List<Double> starts, List<Double> completions, int updates, int merged, int unreported) {
    /**
     * The score of the updates that started from {@code fromMillis} until {@code toMillis}.
     *
     * @param histories the true transitions by function, oldest first
     */
    static Score of(Map<String, List<Transition>> histories, Sightings sightings, double fromMillis, double toMillis) {
        Tally tally = new Tally(fromMillis, toMillis);
        histories.forEach((function, history) -> tally.add(history, sightings.of(function)));
        return new Score(tally.starts, tally.completions, tally.updates, tally.merged, tally.unreported);
    }

    /** The sums while they are made. */
    private static final class Tally {
        final double fromMillis;
        final double toMillis;
        final List<Double> starts = new ArrayList<>();
        final List<Double> completions = new ArrayList<>();
        int updates;
        int merged;
        int unreported;

        Tally(double fromMillis, double toMillis) {
            this.fromMillis = fromMillis;
            this.toMillis = toMillis;
        }

        void add(List<Transition> history, List<Sightings.Sighting> seen) {
            Map<String, Integer> positions = new HashMap<>();
            for (int i = 0; i < history.size(); i++) {
                positions.put(history.get(i).revisionId(), i);
            }
            boolean counted = false;
            int next = 0;
            for (int i = 0; i < history.size(); i++) {
                Transition transition = history.get(i);
                double at = transition.at().toEpochMilli();
                while (next < seen.size() && position(positions, seen.get(next)) < i) {
                    next++;
                }
                boolean shown = next < seen.size();
                if (transition.kind() == Transition.Kind.UPDATE_STARTED) {
                    counted = at >= fromMillis && at < toMillis;
                    if (counted && shown) {
                        starts.add((seen.get(next).millis() - at) / 1e3);
                    }
                } else if (transition.kind() == Transition.Kind.UPDATE_COMPLETED && counted) {
                    updates++;
                    if (shown) {
                        completions.add((seen.get(next).millis() - at) / 1e3);
                        merged += position(positions, seen.get(next)) > i ? 1 : 0;
                    } else {
                        unreported++;
                    }
                }
            }
        }

        private static int position(Map<String, Integer> positions, Sightings.Sighting sighting) {
            return positions.getOrDefault(sighting.revisionId(), -1);
        }
    }
}
