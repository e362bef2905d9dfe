// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** What the engine knows of one key. Confined to the engine's worker. */
final class KeyState<K, S, R, C> implements Observed {
    final K key;
    final List<Feed<K, S, R, C>> feeds = new ArrayList<>(1);

    /** The latest believed reading, null before the first. */
    @Nullable
    S last;

    /** A reading that waits for its confirmation. */
    @Nullable
    S candidate;

    /** The call under way, null if there is none. */
    @Nullable
    Disposable call;

    /** Wall time at which the latest believed reading was asked for: a change seen later happened after this. */
    long notBeforeMillis;

    /** Set when something says that the key may have changed, until a call asked for later has been answered. */
    boolean flagged;

    /** Since when it is flagged; orders flagged keys. */
    long flaggedAt;

    /** Discovered by listing, and to be forgotten when it is gone. */
    boolean listed;

    /** Known to have been absent only because no earlier listing showed it: nobody was told so. */
    boolean unannounced;

    /** The sweep that saw it last. */
    int sweep;

    /** Calls failed in a row. */
    int failures;

    /** Place in the queue of waiting keys, or -1. */
    int queueIndex = -1;

    /** The lane in which it competes for a permit, and its place there; null and -1 while it does not. */
    @Nullable
    Lane<K, S, R, C> lane;

    int laneIndex = -1;

    /** Eligible from then on. */
    long dueAt;

    /** Worth at the latest scan. */
    double value;

    Phase phase = Phase.UNREAD;
    long lastReading;
    long lastCall = Long.MIN_VALUE;
    long callNumber;
    long phaseSince;
    long waitSince = Long.MIN_VALUE;
    int waits;

    KeyState(K key, long now, long nowMillis) {
        this.key = key;
        this.phaseSince = now;
        this.notBeforeMillis = nowMillis;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public long lastReading() {
        return lastReading;
    }

    /** For an awaited key not before the wait began: it is the wait that is young, not the state. */
    @Override
    public long phaseSince() {
        return waits > 0 ? Math.max(phaseSince, waitSince) : phaseSince;
    }

    @Override
    public int waits() {
        return waits;
    }

    @Override
    public boolean listed() {
        return listed;
    }

    @Override
    public int salt() {
        return key.hashCode() * 31 + (int) (lastReading >>> 20);
    }
}
