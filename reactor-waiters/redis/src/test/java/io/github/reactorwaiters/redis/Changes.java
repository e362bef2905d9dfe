// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes of one shard's functions as a watcher tells them, one after another. */
final class Changes {
    private static final Instant START = Instant.parse("2026-11-24T04:00:00.123Z");

    private final Map<String, FunctionSnapshot> latest = new HashMap<>();
    private long sequence;

    /** The next revision of a function. */
    FunctionStateChange update(String name) {
        String revision = "r" + (sequence + 1);
        return change(name, snapshot(name, Presence.PRESENT, revision), ChangeKind.UPDATE_COMPLETED);
    }

    FunctionStateChange delete(String name) {
        return change(name, snapshot(name, Presence.ABSENT, null), ChangeKind.DELETED);
    }

    /** One that nobody was ever allowed to read. */
    FunctionSnapshot unreadable(String name) {
        return snapshot(name, Presence.UNREADABLE, null);
    }

    private FunctionStateChange change(String name, FunctionSnapshot after, ChangeKind kind) {
        FunctionSnapshot before = latest.put(name, after);
        Instant at = START.plusSeconds(++sequence);
        return new FunctionStateChange(
                sequence,
                FunctionName.of(name),
                at,
                at.minusMillis(250),
                EnumSet.of(before == null ? ChangeKind.FIRST_SEEN : kind),
                0,
                before,
                after);
    }

    private static FunctionSnapshot snapshot(String name, Presence presence, @Nullable String revision) {
        boolean there = presence == Presence.PRESENT;
        return new FunctionSnapshot(
                FunctionName.of(name),
                presence,
                null,
                there ? "arn:aws:lambda:eu-west-1:000000000001:function:" + name : null,
                there ? "Active" : null,
                there ? "a \"reason\", with ünïcode" : null,
                null,
                there ? "Successful" : null,
                null,
                null,
                there ? "$LATEST" : null,
                revision,
                there ? "c0de" : null,
                there ? "2026-11-24T04:00:00.000+0000" : null,
                null);
    }
}
