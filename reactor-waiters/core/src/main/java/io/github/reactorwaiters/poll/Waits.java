// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import io.github.reactorwaiters.poll.PollEngine.Announced;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Who waits for a reading of one key, and until when: one timer for all, for the earliest deadline. Confined to the
 * engine's worker.
 */
final class Waits<K, S, R, C> {
    /** Longer timeouts are as good as none: 146 years. */
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private final Registry<K, S, R, C> registry;
    private final PollLoop<K, S, R, C> loop;
    private final Learning<K, S, R, C> learning;

    private final TreeSet<Wait<K, S, R, C>> byDeadline = new TreeSet<>(
            Comparator.<Wait<K, S, R, C>>comparingLong(wait -> wait.deadline).thenComparingInt(wait -> wait.number));

    private int begun;
    private @Nullable Disposable timer;
    private long timerAt = Long.MAX_VALUE;

    Waits(Registry<K, S, R, C> registry, PollLoop<K, S, R, C> loop, Learning<K, S, R, C> learning) {
        this.registry = registry;
        this.loop = loop;
        this.learning = learning;
    }

    int size() {
        return byDeadline.size();
    }

    /** Adds {@code wait}, which times out after {@code timeout}, to {@code key}. */
    void attach(Wait<K, S, R, C> wait, KeyState<K, S, R, C> key, @Nullable Announced<S> announced, Duration timeout) {
        long now = registry.clock().nanos();
        begun++;
        wait.begin(registry.counters().calls.get(), begun, now + nanos(timeout));
        byDeadline.add(wait);
        wait.next = key.waiting;
        key.waiting = wait;
        key.waits++;
        key.waitSince = now;
        if (announced == null || key.call != null) {
            loop.flag(key);
        } else {
            announce(key, announced, now);
        }
        timeEarliest();
    }

    /** The caller has just begun a transition: nothing is to be seen before it may have ended. */
    private void announce(KeyState<K, S, R, C> key, Announced<S> announced, long now) {
        if (key.phase != Phase.RUNNING) {
            key.announced = announced.state();
            learning.announced(key, announced.transition(), now);
            registry.phase(key, Phase.RUNNING);
        }
        if (key.failures == 0 && key.candidate == null) {
            loop.place(key, key.flagged ? loop.afterLeastPause(key) : now);
        }
    }

    /** Takes {@code wait} away from {@code key}; returns whether it was there. */
    boolean detach(Wait<K, S, R, C> wait, KeyState<K, S, R, C> key) {
        if (!byDeadline.remove(wait)) {
            return false;
        }
        if (key.waiting == wait) {
            key.waiting = wait.next;
        } else {
            Wait<K, S, R, C> before = key.waiting;
            while (before != null && before.next != wait) {
                before = before.next;
            }
            if (before != null) {
                before.next = wait.next;
            }
        }
        key.waits--;
        if (key.waits == 0) {
            key.value = 0;
            if (key.place != null) {
                loop.place(key, key.dueAt); // among those that nobody awaits
            }
        }
        return true;
    }

    /** A reading of {@code key}, by the call of that number, for all who wait for it. */
    void read(KeyState<K, S, R, C> key, S state, long call) {
        boolean absent = registry.model().isAbsent(state);
        for (Wait<K, S, R, C> wait = key.waiting; wait != null; wait = wait.next) {
            wait.read(state, absent, call);
        }
    }

    /** A reading that did not find {@code key}, and is to be confirmed, by the call of that number. */
    void missed(KeyState<K, S, R, C> key, S state, long call) {
        for (Wait<K, S, R, C> wait = key.waiting; wait != null; wait = wait.next) {
            wait.missed(state, call);
        }
    }

    void rejected(Throwable rejection) {
        List.copyOf(byDeadline).forEach(wait -> wait.rejected(rejection));
    }

    void close() {
        List<Wait<K, S, R, C>> all = List.copyOf(byDeadline);
        byDeadline.clear();
        if (timer != null) {
            timer.dispose();
        }
        all.forEach(Wait::closed);
    }

    private void timeEarliest() {
        if (byDeadline.isEmpty() || byDeadline.first().deadline >= timerAt) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        timerAt = byDeadline.first().deadline;
        timer = registry.later(this::timeOut, timerAt - registry.clock().nanos());
    }

    private void timeOut() {
        timerAt = Long.MAX_VALUE;
        long now = registry.clock().nanos();
        while (!byDeadline.isEmpty() && byDeadline.first().deadline <= now) {
            Wait<K, S, R, C> late = byDeadline.first();
            registry.detach(late);
            late.timedOut();
        }
        timeEarliest();
    }

    private static long nanos(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(LONGEST)) < 0 ? timeout.toNanos() : LONGEST;
    }
}
