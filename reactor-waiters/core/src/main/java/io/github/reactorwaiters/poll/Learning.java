// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the {@link Pace} what readings show of durations and of changes. Confined to the engine's worker. */
final class Learning<K, S, R, C> {
    /** A transition of which only the service's word tells how old it is, is not believed to be older than this. */
    private static final long OLDEST = TimeUnit.SECONDS.toNanos(1_000);

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ResourceModel<K, S, R, C> model;
    private final Pace pace;
    private final SchedulerClock clock;
    private final Counters counters;
    private final Consumer<Runnable> inASecond;
    private long startsSecond;
    private int starts;
    private int startsBefore;
    private boolean mediansDue;

    /** @param inASecond runs a task on the worker, a second later */
    Learning(
            ResourceModel<K, S, R, C> model,
            Pace pace,
            SchedulerClock clock,
            Counters counters,
            Consumer<Runnable> inASecond) {
        this.model = model;
        this.pace = pace;
        this.clock = clock;
        this.counters = counters;
        this.inASecond = inASecond;
        counters.medians = pace.medians(); // of a pace that starts warm
    }

    /** A poll showed {@code after}, at {@code at}; the key's fields are still those of before. */
    void read(KeyState<K, S, R, C> key, S after, long at) {
        S before = key.last;
        boolean runs = model.phase(after) == Phase.RUNNING;
        if (key.phase == Phase.RUNNING && (before == null || model.phase(before) != Phase.RUNNING)) {
            announcedRead(key, before, after, at);
        } else if (key.phase == Phase.RUNNING && before != null && runs && model.isSameTransition(before, after)) {
            stillRunning(key, at);
        } else {
            if (key.phase == Phase.RUNNING && model.phase(after) != Phase.UNREADABLE && !model.isAbsent(after)) {
                ended(key, at);
            }
            if (runs) {
                begin(key, before, after, at);
            } else if (key.phase != Phase.RUNNING && before != null) {
                if (model.isUpdatedSince(before, after)) {
                    passedUnseen(key, before, after, at);
                } else if (isThere(before) && isThere(after)) {
                    stillSettled(key, at);
                }
            }
        }
        if (key.watchedSince == Observed.NEVER) { // also one that a listing had shown to be absent before
            firstRead(key, after, at);
        }
    }

    /** The first reading after {@link #announced}. */
    private void announcedRead(KeyState<K, S, R, C> key, @Nullable S before, S after, long at) {
        boolean updated = before != null && model.isUpdatedSince(before, after);
        if (updated) {
            changed(key);
        }
        if (model.phase(after) == Phase.RUNNING) {
            stillRunning(key, at);
        } else if (model.phase(after) == Phase.SETTLED && !model.isAbsent(after) && (before == null || updated)) {
            ended(key, at);
        }
    }

    /** A listing, or a poll of a key that is there, showed at {@code at} that nothing has changed. */
    void unchanged(KeyState<K, S, R, C> key, long at) {
        if (at > key.lastReading) {
            if (key.phase == Phase.RUNNING) {
                stillRunning(key, at);
            } else {
                stillSettled(key, at);
            }
            key.readAt(at);
        }
    }

    /** A caller says that a transition has just begun. */
    void announced(KeyState<K, S, R, C> key, String transition, long now) {
        key.start = now;
        key.readAt(now);
        key.transition = transition;
        started(now, now);
    }

    /** A key that was read is watched no more. */
    void forgotten(KeyState<K, S, R, C> key) {
        if (key.watchedSince != Observed.NEVER) {
            pace.removed(key);
            key.watchedSince = Observed.NEVER;
        }
    }

    /** Transitions that began in the last second or two, a second: each is an update that somebody made. */
    double startsPerSecond(long now) {
        countTo(now);
        return Math.max(starts, startsBefore);
    }

    private void started(long start, long now) {
        countTo(now);
        if (start >= startsSecond * SECOND) {
            starts++;
        }
    }

    private void countTo(long now) {
        long second = now / SECOND;
        if (second != startsSecond) {
            startsBefore = second == startsSecond + 1 ? starts : 0;
            starts = 0;
            startsSecond = second;
        }
    }

    private void firstRead(KeyState<K, S, R, C> key, S after, long at) {
        key.watchedSince = at;
        Instant changed = model.changedAt(after);
        double age = changed == null ? Double.NaN : (at - local(changed)) / 1e9;
        key.ageAtFirst = age >= 0 ? (float) age : Float.NaN;
        pace.added(key);
    }

    private void begin(KeyState<K, S, R, C> key, @Nullable S before, S after, long at) {
        Instant changed = model.changedAt(after);
        boolean unread = before == null || key.lastReading == Observed.NEVER; // another told, or a listing
        long since = unread ? at - OLDEST : Math.min(at, key.lastReading);
        long told = changed == null ? at : local(changed);
        boolean plausible = told >= since && told <= at;
        key.start = plausible ? told : unread || told > at ? at : since;
        key.transition = model.transition(before, after);
        if (before != null) {
            changed(key);
            // Watched from its start, so that it would have been noticed had it ended sooner.
            survived(key.transition, 0, at - key.start);
        }
        started(key.start, at);
    }

    private void passedUnseen(KeyState<K, S, R, C> key, S before, S after, long at) {
        changed(key);
        Instant changed = model.changedAt(after);
        long told = changed == null ? Observed.NEVER : local(changed);
        if (told > key.lastReading && told <= at) {
            ended(model.transition(before, after), 0, at - told);
        }
    }

    private void changed(KeyState<K, S, R, C> key) {
        key.changes++;
        pace.changed(key);
    }

    private boolean isThere(S state) {
        return model.phase(state) == Phase.SETTLED && !model.isAbsent(state);
    }

    private void stillSettled(KeyState<K, S, R, C> key, long at) {
        if (key.watchedSince != Observed.NEVER && at > key.lastReading) {
            pace.unchanged(key, at);
        }
    }

    private void stillRunning(KeyState<K, S, R, C> key, long at) {
        if (key.transition != null && at > key.lastReading) {
            survived(key.transition, age(key, key.lastReading), age(key, at));
        }
    }

    private void ended(KeyState<K, S, R, C> key, long at) {
        if (key.transition != null && at > key.lastReading) {
            ended(key.transition, age(key, key.lastReading), age(key, at));
        }
    }

    private void survived(String transition, long from, long to) {
        pace.survived(transition, from, to);
        mediansChanged();
    }

    private void ended(String transition, long from, long to) {
        pace.ended(transition, from, to);
        mediansChanged();
    }

    private void mediansChanged() {
        if (!mediansDue) {
            mediansDue = true;
            inASecond.accept(() -> {
                mediansDue = false;
                counters.medians = pace.medians();
            });
        }
    }

    private static long age(KeyState<?, ?, ?, ?> key, long at) {
        return Math.max(0, at - key.start);
    }

    /** The time on the engine's clock at which the service's clock, taken to be right, showed {@code instant}. */
    private long local(Instant instant) {
        long agoMillis = clock.scheduler().now(TimeUnit.MILLISECONDS) - instant.toEpochMilli();
        return clock.nanos() - TimeUnit.MILLISECONDS.toNanos(agoMillis);
    }
}
