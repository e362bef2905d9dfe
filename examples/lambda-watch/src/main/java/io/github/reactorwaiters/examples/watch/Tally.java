// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was seen so far: the state of each function, and the last changes. Not thread-safe. */
final class Tally {
    private static final int LAST = 10;

    private final Map<String, String> stateOf = new HashMap<>();
    private final Deque<FunctionStateChange> last = new ArrayDeque<>();
    private long changes;

    void add(FunctionStateChange change) {
        changes += 1 + change.skipped();
        stateOf.put(change.function().value(), ChangeText.state(change.after()));
        last.addFirst(change);
        if (last.size() > LAST) {
            last.removeLast();
        }
    }

    long changes() {
        return changes;
    }

    /** Functions by state. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        stateOf.values().forEach(state -> counts.merge(state, 1, Integer::sum));
        return counts;
    }

    /** The last changes, newest first. */
    List<FunctionStateChange> last() {
        return List.copyOf(last);
    }
}
