// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a poller told, function by function, in the order it was told. Confined to one thread, or guarded. */
final class Sightings {
    /**
     * A poller told of a function.
     *
     * @param revisionId which state it showed
     * @param millis when
     */
    record Sighting(String revisionId, double millis) {}

    private final Map<String, List<Sighting>> byFunction = new HashMap<>();

    synchronized void add(String function, String revisionId, double millis) {
        byFunction.computeIfAbsent(function, name -> new ArrayList<>(2)).add(new Sighting(revisionId, millis));
    }

    synchronized List<Sighting> of(String function) {
        return List.copyOf(byFunction.getOrDefault(function, List.of()));
    }

    synchronized int functions() {
        return byFunction.size();
    }
}
