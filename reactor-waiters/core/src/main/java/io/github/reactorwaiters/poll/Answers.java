// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Phase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the answer to a poll means: for its key, its subscribers, the budget. Confined to the engine's worker. */
final class Answers<K, S, R, C> {
    private static final long CONFIRM_AFTER = TimeUnit.SECONDS.toNanos(1);

    private final Registry<K, S, R, C> registry;
    private final PollLoop<K, S, R, C> loop;
    private final Learning<K, S, R, C> learning;
    private final Counters counters;

    Answers(Registry<K, S, R, C> registry, PollLoop<K, S, R, C> loop, Learning<K, S, R, C> learning) {
        this.registry = registry;
        this.loop = loop;
        this.learning = learning;
        this.counters = registry.counters();
    }

    /** What came of {@code call}. */
    void take(Call<K, S, R, C> call, Outcome<S> outcome) {
        KeyState<K, S, R, C> key = call.key;
        long now = call.answeredAt;
        if (outcome instanceof Outcome.Seen<S> seen) {
            failures(key, 0);
            loop.accepted();
            seen(key, seen.value(), call, now);
            return;
        }
        key.flagged |= call.flagged;
        if (outcome instanceof Outcome.Throttled<S> throttled) {
            counters.throttled.incrementAndGet();
            call.pool.throttled(throttled.retryAfter());
            loop.place(key, now);
        } else if (outcome instanceof Outcome.Rejected<S> rejected) {
            loop.rejected(rejected.error(), now);
            loop.place(key, now);
        } else if (outcome instanceof Outcome.Failed<S> failed) {
            failed(key, failed.error(), now);
        } else if (outcome instanceof Outcome.Denied<S> denied) {
            failed(key, denied.error(), now);
        }
    }

    /** Notes how many calls of {@code key} failed in a row. */
    void failures(KeyState<K, S, R, C> key, int failures) {
        if ((key.failures == 0) != (failures == 0)) {
            counters.failingKeys.addAndGet(failures == 0 ? -1 : 1);
        }
        key.failures = (byte) Math.min(failures, Byte.MAX_VALUE);
    }

    private void failed(KeyState<K, S, R, C> key, Throwable error, long now) {
        counters.failed(error, registry.clock().instant());
        failures(key, key.failures + 1);
        loop.place(key, now + PollLoop.spread(PollLoop.backoff(key.failures), key.salt()));
    }

    private void seen(KeyState<K, S, R, C> key, S reading, Call<K, S, R, C> call, long now) {
        ResourceModel<K, S, R, C> model = registry.model();
        S before = key.last;
        // What the service showed, it showed at some time during the call: take the middle.
        long at = Math.max(key.lastReading, call.at + (now - call.at) / 2);
        if (reading == before && isAsBefore(key, reading)) {
            learning.unchanged(key, at); // as most do: the short way
            key.readAt(at);
            key.notBeforeMillis = call.atMillis;
            registry.waits().read(key, reading, call.number);
            placeRead(key);
            return;
        }
        S after = model.following(before == null ? key.announced : before, reading);
        if (key.candidate == null && model.needsConfirmation(before, after)) {
            key.candidate = after;
            registry.waits().missed(key, after, call.number);
            loop.place(key, now + CONFIRM_AFTER);
            return;
        }
        key.candidate = null;
        boolean gone = model.isAbsent(after) && onlyListed(key);
        if (gone && before == null) {
            registry.forget(key); // listed, and deleted before it was ever read
            return;
        }
        learning.read(key, after, at);
        boolean changed = report(key, before, after);
        remember(key, before, after, at, call.atMillis);
        registry.waits().read(key, after, call.number);
        if (!gone) {
            placeRead(key);
        } else if (changed || !key.unannounced) {
            registry.forgetGone(key);
        } else {
            registry.forget(key); // listed, and deleted again before it was read
        }
    }

    /** Whether a key that is there is in its phase by {@code state}, its last reading, and all were told of it. */
    private boolean isAsBefore(KeyState<K, S, R, C> key, S state) {
        return key.isQuiet()
                && key.announced == null
                && key.phase != Phase.UNREADABLE
                && !registry.model().isAbsent(state);
    }

    private void placeRead(KeyState<K, S, R, C> key) {
        loop.place(key, key.flagged ? loop.afterLeastPause(key) : Observed.NEVER);
    }

    /** Offers each subscriber what is new to it; returns whether the key has changed. */
    private boolean report(KeyState<K, S, R, C> key, @Nullable S before, S after) {
        C change = before == null || before == after ? null : registry.observe(key, before, after);
        if (change != null && key.unannounced) {
            change = registry.model().asFirst(change);
            key.unannounced = false;
        }
        C first = null;
        for (Feed<K, S, R, C> feed : key.feeds) {
            if (feed.expectsFirst(key.key)) {
                if (first == null) {
                    first = registry.observe(key, null, after);
                }
                if (first != null) {
                    feed.offer(key.key, first);
                }
            } else if (change != null) {
                feed.offer(key.key, change);
            }
        }
        return change != null;
    }

    private void remember(KeyState<K, S, R, C> key, @Nullable S before, S after, long at, long askedMillis) {
        ResourceModel<K, S, R, C> model = registry.model();
        if (before != null) {
            String revision = model.revision(before);
            if (revision != null && !revision.equals(model.revision(after))) {
                key.superseded(revision);
            }
        }
        registry.phase(key, model.phase(after));
        key.last = after;
        key.announced = null;
        key.readAt(at);
        key.notBeforeMillis = askedMillis;
    }

    private boolean onlyListed(KeyState<K, S, R, C> key) {
        return key.listed && key.waiting == null && key.feeds.stream().allMatch(feed -> feed.interest.listed() != null);
    }
}
