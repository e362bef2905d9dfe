// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each function is, and the recent changes. Confined to the hub's worker. */
final class ChangeHistory {
    private final int capacity;
    private final Deque<EncodedChange> recent = new ArrayDeque<>();
    private final Map<FunctionName, EncodedChange> latest = new LinkedHashMap<>();
    private @Nullable List<EncodedChange> rows;
    private long head;

    /** All changes after this one are in {@link #recent}. */
    private long forgotten;

    ChangeHistory(int capacity) {
        this.capacity = capacity;
    }

    /** Takes over what there was before. */
    void begin(StreamStart start) {
        start.latest().forEach(change -> latest.put(change.function(), new EncodedChange(change)));
        head = start.head();
        forgotten = start.forgotten();
        List<FunctionStateChange> newest = start.recent();
        for (FunctionStateChange change : newest.subList(Math.max(0, newest.size() - capacity), newest.size())) {
            recent.addLast(new EncodedChange(change));
        }
        if (newest.size() > capacity) {
            forgotten = newest.get(newest.size() - capacity - 1).sequence();
        }
    }

    /** The number of the latest change. */
    long head() {
        return head;
    }

    void add(EncodedChange change) {
        if (head == 0) {
            forgotten = change.sequence() - 1;
        }
        head = change.sequence();
        recent.addLast(change);
        if (recent.size() > capacity) {
            forgotten = recent.removeFirst().sequence();
        }
        FunctionName function = change.change.function();
        if (change.change.is(ChangeKind.DELETED) && change.change.after().presence() == Presence.ABSENT) {
            latest.remove(function);
        } else {
            latest.put(function, change);
        }
        rows = null;
    }

    /** The latest change of each function that was not deleted; a list that does not change. */
    List<EncodedChange> rows() {
        List<EncodedChange> known = rows;
        if (known == null) {
            known = List.copyOf(latest.values());
            rows = known;
        }
        return known;
    }

    /** The recent changes of one function, oldest first. */
    List<EncodedChange> of(FunctionName function) {
        return recent.stream()
                .filter(change -> change.change.function().equals(function))
                .toList();
    }

    boolean holds(Position position) {
        return position.all() >= forgotten && position.batchEnd() <= head;
    }

    /** What a client at {@code position}, which is held, has not got of the merged changes that it was getting. */
    List<EncodedChange> restOfBatch(Position position, ChangeFilter filter) {
        Map<FunctionName, EncodedChange> merged = new LinkedHashMap<>();
        for (EncodedChange change : recent) {
            if (change.sequence() > position.all()
                    && change.sequence() <= position.batchEnd()
                    && filter.accepts(change.change)) {
                merged.merge(change.change.function(), change, EncodedChange::merge);
            }
        }
        List<EncodedChange> rest = new ArrayList<>(merged.values());
        rest.removeIf(change -> change.sequence() <= position.sent());
        rest.sort(Comparator.comparingLong(EncodedChange::sequence));
        return rest;
    }

    /** The changes after {@code sequence}, which is held. */
    List<EncodedChange> after(long sequence, ChangeFilter filter) {
        List<EncodedChange> later = new ArrayList<>();
        var newestFirst = recent.descendingIterator();
        while (newestFirst.hasNext()) {
            EncodedChange change = newestFirst.next();
            if (change.sequence() <= sequence) {
                break;
            }
            if (filter.accepts(change.change)) {
                later.add(change);
            }
        }
        java.util.Collections.reverse(later);
        return later;
    }
}
