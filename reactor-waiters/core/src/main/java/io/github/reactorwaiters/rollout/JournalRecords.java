// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a journal records of each function. Immutable once built. */
final class JournalRecords {
    private final Map<String, Recorded> byName = new HashMap<>();

    /**
     * Reads {@code entries}.
     *
     * @throws IllegalStateException if they are of a rollout with other changes of {@code targets}, or in another region
     */
    JournalRecords(List<JournalEntry> entries, RolloutSettings settings, List<Target> targets) {
        Map<String, String> wanted = new HashMap<>();
        for (Target target : targets) {
            wanted.put(target.function().name(), settings.fingerprint(target));
        }
        for (JournalEntry entry : entries) {
            String name = entry.function().name();
            String change = wanted.get(name);
            if (change != null && !change.equals(entry.change())) {
                throw new IllegalStateException("the journal is of another rollout, which gave " + name + " "
                        + entry.change() + ", not " + change);
            }
            byName.merge(name, Recorded.NOTHING.and(entry), (known, first) -> known.and(entry));
        }
    }

    Recorded of(FunctionName function) {
        return byName.getOrDefault(function.name(), Recorded.NOTHING);
    }
}
