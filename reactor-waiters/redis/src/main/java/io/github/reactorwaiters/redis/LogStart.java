// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.web.StreamStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log at one moment: how all functions are, and the recent changes. Gathered piece by piece while changes are written;
 * what came in between is applied at the end. Confined to the chain that gathers it.
 */
final class LogStart {
    private final Map<FunctionName, FunctionStateChange> latest = new LinkedHashMap<>();
    private final Map<Long, FunctionStateChange> recent = new LinkedHashMap<>();

    private String stream = "";

    /** All changes with a higher number are in {@link #recent}. */
    private long forgotten;

    void stream(String name) {
        stream = name;
    }

    void row(FunctionStateChange row) {
        latest.merge(row.function(), row, (one, other) -> one.sequence() > other.sequence() ? one : other);
    }

    void recent(FunctionStateChange change) {
        recent.put(change.sequence(), change);
    }

    /** Of one shard, changes up to this number may be missing. */
    void forgotten(long sequence) {
        forgotten = Math.max(forgotten, sequence);
    }

    /** A change that was written while the rows were read. */
    void apply(FunctionStateChange change) {
        recent(change);
        FunctionStateChange known = latest.get(change.function());
        if (known == null || known.sequence() < change.sequence()) {
            if (change.after().presence() == Presence.ABSENT) {
                latest.remove(change.function());
            } else {
                latest.put(change.function(), change);
            }
        }
    }

    Collection<FunctionStateChange> latest() {
        return latest.values();
    }

    /** What has changed since {@code told}, all of it with numbers above {@code position}: deletions first. */
    List<FunctionStateChange> since(Map<FunctionName, FunctionStateChange> told, long position) {
        List<FunctionStateChange> changes = new ArrayList<>();
        Instant then = Instant.ofEpochMilli(position / 1_000);
        long number = position;
        for (FunctionStateChange known : told.values()) {
            if (!latest.containsKey(known.function())) {
                FunctionSnapshot gone = FunctionSnapshot.absent(known.function());
                add(changes, FunctionStateChange.between(++number, known.at(), then, known.after(), gone));
            }
        }
        for (FunctionStateChange row : latest.values()) {
            FunctionStateChange known = told.get(row.function());
            FunctionSnapshot before = known == null ? null : known.after();
            Instant notBefore = known == null ? then : known.at();
            if (row.sequence() > number) {
                add(changes, FunctionStateChange.between(row.sequence(), notBefore, row.at(), before, row.after()));
            }
        }
        changes.sort(Comparator.comparingLong(FunctionStateChange::sequence));
        return changes;
    }

    private static void add(List<FunctionStateChange> changes, @Nullable FunctionStateChange change) {
        if (change != null) {
            changes.add(change);
        }
    }

    /** The recent changes that nothing is missing between, in order. */
    List<FunctionStateChange> recent() {
        List<FunctionStateChange> whole = new ArrayList<>(recent.values());
        whole.removeIf(change -> change.sequence() <= forgotten);
        whole.sort(Comparator.comparingLong(FunctionStateChange::sequence));
        return whole;
    }

    long forgotten() {
        return forgotten;
    }

    /** The same for a hub, up to the change with the number {@code head}. */
    StreamStart at(long head) {
        return new StreamStart(stream, head, forgotten, List.copyOf(latest.values()), recent());
    }
}
