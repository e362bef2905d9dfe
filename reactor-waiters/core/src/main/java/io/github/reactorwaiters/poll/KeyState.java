// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the engine knows of one key. Confined to the engine's worker. */
final class KeyState<K, S, R, C> extends PacedKey {
    private static final int REVISIONS_KEPT = 4;

    final K key;

    /** Who watches it; replaced when someone comes or goes. */
    List<Feed<K, S, R, C>> feeds = List.of();

    /** The first of those who wait for a reading of it. */
    @Nullable
    Wait<K, S, R, C> waiting;

    /** The latest believed reading, null before the first. */
    @Nullable
    S last;

    /** What the service answered to the caller who began a transition, until the first reading after that. */
    @Nullable
    S announced;

    /** A reading that waits for its confirmation. */
    @Nullable
    S candidate;

    /** The call under way, null if there is none. */
    @Nullable
    Call<K, S, R, C> call;

    /** The list in which it waits for its next poll; null while a call is under way or it is due later. */
    Lane.@Nullable Place<K, S, R, C> place;

    /** Its place in a list, or what tells suspects of the same {@link #dueAt} apart. */
    int index;

    /** The number of the longlist that it is in, or was. */
    int longlist;

    /**
     * Not polled before, and if in the queue of delayed keys, taken out of it then. Among the suspects of a lane, whose order
     * this is, the lowest is next: not to be set while it is one of them.
     */
    long dueAt = NEVER;

    /** Wall time at which the latest believed reading was asked for: a change seen later happened after this. */
    long notBeforeMillis;

    /** Set when something says that the key may have changed, until a call asked for later has been answered. */
    boolean flagged;

    /** Discovered by listing, and to be forgotten when it is gone. */
    boolean listed;

    /** Known to have been absent only because no earlier listing showed it: nobody was told so. */
    boolean unannounced;

    /** The sweep that saw it last. */
    int sweep;

    /** Calls failed in a row, up to 127: a byte, since there may be 100,000 of these objects. */
    byte failures;

    /** The revisions before the newest, latest first; null while there is none. */
    private @Nullable List<String> olderRevisions;

    KeyState(K key, long nowMillis) {
        this.key = key;
        this.notBeforeMillis = nowMillis;
    }

    /** The lane in which it waits for its next poll, if it does. */
    @Nullable
    Lane<K, S, R, C> lane() {
        return place == null ? null : place.lane;
    }

    /** It was as it is known to be at {@code at}. */
    void readAt(long at) {
        lastReading = at;
        value = 0;
    }

    void add(Feed<K, S, R, C> feed) {
        List<Feed<K, S, R, C>> more = new ArrayList<>(feeds);
        more.add(feed);
        feeds = List.copyOf(more);
    }

    /** Takes {@code feed} away; returns whether it was there. */
    boolean remove(Feed<K, S, R, C> feed) {
        List<Feed<K, S, R, C>> fewer = new ArrayList<>(feeds);
        boolean there = fewer.remove(feed);
        feeds = List.copyOf(fewer);
        return there;
    }

    boolean isWanted() {
        return !feeds.isEmpty() || waiting != null;
    }

    /** Whether its next poll is to be made as soon as it is due: it may have changed, is to be confirmed, or failed. */
    boolean isSuspect() {
        return flagged || candidate != null || failures > 0;
    }

    /** Whether nobody has to be told if a reading shows what the one before it has shown. */
    boolean isQuiet() {
        boolean quiet = failures == 0 && candidate == null && !unannounced && phase != Phase.UNREAD;
        for (Wait<K, S, R, C> wait = waiting; quiet && wait != null; wait = wait.next) {
            quiet = wait.wasShown(last);
        }
        return quiet;
    }

    /** Remembers a revision that is no longer the newest. */
    void superseded(@Nullable String revision) {
        if (revision == null) {
            return;
        }
        List<String> older = olderRevisions;
        if (older == null) {
            older = new ArrayList<>(REVISIONS_KEPT);
            olderRevisions = older;
        }
        older.remove(revision);
        older.add(0, revision);
        if (older.size() > REVISIONS_KEPT) {
            older.remove(REVISIONS_KEPT);
        }
    }

    /** Whether {@code revision} was the newest once: who shows it is behind. */
    boolean isSuperseded(@Nullable String revision) {
        List<String> older = olderRevisions;
        return revision != null && older != null && older.contains(revision);
    }

    @Override
    public int salt() {
        return key.hashCode() * 31 + (int) (lastReading >>> 20);
    }
}
