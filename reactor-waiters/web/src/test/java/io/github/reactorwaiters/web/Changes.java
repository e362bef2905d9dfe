// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source of changes that chain, as a watcher's do. */
public final class Changes {
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final Map<FunctionName, FunctionSnapshot> latest = new HashMap<>();
    private long sequence;

    public FunctionStateChange active(String function) {
        return change(function, "Active", "Successful", ChangeKind.BECAME_ACTIVE);
    }

    public FunctionStateChange updating(String function) {
        return change(function, "Active", "InProgress", ChangeKind.UPDATE_STARTED);
    }

    public FunctionStateChange updated(String function) {
        return change(function, "Active", "Successful", ChangeKind.UPDATE_COMPLETED);
    }

    public FunctionStateChange failed(String function) {
        return change(function, "Failed", null, ChangeKind.FAILED);
    }

    public FunctionStateChange deleted(String function) {
        FunctionName name = FunctionName.of(function);
        return change(name, snapshot(name, Presence.ABSENT, null, null), ChangeKind.DELETED);
    }

    private FunctionStateChange change(String function, String state, @Nullable String update, ChangeKind kind) {
        FunctionName name = FunctionName.of(function);
        return change(name, snapshot(name, Presence.PRESENT, state, update), kind);
    }

    private FunctionStateChange change(FunctionName function, FunctionSnapshot after, ChangeKind kind) {
        FunctionSnapshot before = latest.put(function, after);
        Instant at = START.plusSeconds(++sequence);
        return new FunctionStateChange(
                sequence,
                function,
                at,
                at.minusMillis(500),
                Set.of(before == null ? ChangeKind.FIRST_SEEN : kind),
                0,
                before,
                after);
    }

    private FunctionSnapshot snapshot(
            FunctionName function, Presence presence, @Nullable String state, @Nullable String update) {
        return new FunctionSnapshot(
                function,
                presence,
                null,
                null,
                state,
                null,
                null,
                update,
                null,
                null,
                "$LATEST",
                "r" + (sequence + 1),
                "c",
                "m",
                "zip");
    }
}
