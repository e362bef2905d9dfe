// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Which key is polled when, and what its answer means. Confined to the engine's worker.
 *
 * <p>A key waits in a queue until its {@link Pace} finds a poll worthwhile; then it competes with the other eligible keys
 * for the permits of its pool. While permits are short there is a pick every 50 ms at most; otherwise none but when a key
 * falls due, so that a settled fleet costs nothing between polls.
 */
final class PollLoop<K, S, R, C> {
    private static final long PICK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);

    /** A hint or a listing does not make a key be polled more often than this. */
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long CONFIRM_AFTER = TimeUnit.SECONDS.toNanos(1);

    private final PollEngine<K, S, R, C> engine;
    private final Probe<K, S> probe;
    private final Pace pace;
    private final Counters counters;
    private final int maxInFlight;

    private final DueQueue<KeyState<K, S, R, C>> waiting = new DueQueue<>();
    private final List<Lane<K, S, R, C>> lanes = new ArrayList<>(2);
    private int inFlight;
    private @Nullable Disposable timer;
    private long timerAt = Long.MAX_VALUE;
    private long rejectedUntil = Long.MIN_VALUE;
    private int rejections;

    PollLoop(PollEngine<K, S, R, C> engine, Probe<K, S> probe, Pace pace, EngineSettings settings) {
        this.engine = engine;
        this.probe = probe;
        this.pace = pace;
        this.counters = engine.counters();
        this.maxInFlight = settings.maxInFlight();
    }

    /** Makes {@code key} wait until it is worth a poll. */
    void schedule(KeyState<K, S, R, C> key) {
        long now = engine.clock().nanos();
        scheduleAt(key, key.flagged ? afterLeastPause(key, now) : pace.eligibleAt(key));
    }

    /** Notes that {@code key} may have changed. A key whose calls fail keeps its pause all the same. */
    void flag(KeyState<K, S, R, C> key) {
        long now = engine.clock().nanos();
        if (!key.flagged) {
            key.flagged = true;
            key.flaggedAt = now;
        }
        if (key.call == null && key.lane == null && key.failures == 0) {
            scheduleAt(key, Math.min(key.dueAt, afterLeastPause(key, now)));
        }
    }

    /** Takes {@code key} out of the loop and cancels its call, if one is under way. */
    void abort(KeyState<K, S, R, C> key) {
        waiting.remove(key);
        if (key.lane != null) {
            key.lane.remove(key);
        }
        Disposable call = key.call;
        if (call != null) {
            key.call = null;
            landed();
            call.dispose();
        }
        if (key.phase == Phase.RUNNING) {
            counters.running.decrementAndGet();
        }
        failures(key, 0);
    }

    /** Spreads {@code nanos} by up to a fifth, so that keys which failed together do not come back together. */
    static long spread(long nanos, int salt) {
        return nanos - nanos / 5 + Math.floorMod(salt * 0x9E3779B9, 1024) * (nanos / 5) * 2 / 1024;
    }

    /** 1 s, 2 s, 4 s ... 30 s. */
    static long backoff(int failures) {
        return TimeUnit.SECONDS.toNanos(Math.min(30, 1L << Math.min(failures - 1, 5)));
    }

    private static long afterLeastPause(KeyState<?, ?, ?, ?> key, long now) {
        return key.lastCall == Long.MIN_VALUE ? now : Math.max(now, key.lastCall + LEAST_PAUSE);
    }

    private void scheduleAt(KeyState<K, S, R, C> key, long dueAt) {
        key.dueAt = dueAt;
        waiting.put(key);
        wakeAt(dueAt);
    }

    private void wakeAt(long at) {
        if (at >= timerAt) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        timerAt = at;
        timer = engine.execute(this::wake, Math.max(0, at - engine.clock().nanos()));
    }

    private void wake() {
        timerAt = Long.MAX_VALUE;
        timer = null;
        long now = engine.clock().nanos();
        for (KeyState<K, S, R, C> due = waiting.first(); due != null && due.dueAt <= now; due = waiting.first()) {
            waiting.remove(due);
            lane(probe.pool(due.key)).add(due);
        }
        long next = Long.MAX_VALUE;
        for (Lane<K, S, R, C> lane : lanes) {
            next = Math.min(next, pick(lane, now));
        }
        KeyState<K, S, R, C> first = waiting.first();
        if (first != null) {
            next = Math.min(next, first.dueAt);
        }
        if (next < Long.MAX_VALUE) {
            wakeAt(next);
        }
    }

    /** Polls the best keys of {@code lane} that there are permits for; returns when to pick again. */
    private long pick(Lane<K, S, R, C> lane, long now) {
        if (lane.size() == 0) {
            return Long.MAX_VALUE;
        }
        long notBefore = Math.max(rejectedUntil, lane.pickAt);
        if (now < notBefore) {
            return notBefore;
        }
        // While every call is rejected, one at a time goes out to see whether that is over; its answer wakes the loop.
        int room = counters.rejection == null ? maxInFlight - inFlight : inFlight == 0 ? 1 : 0;
        if (room <= 0) {
            return Long.MAX_VALUE;
        }
        int permits = lane.pool.tryAcquire(Math.min(room, lane.size()));
        if (permits > 0) {
            for (KeyState<K, S, R, C> key : lane.best(permits, pace, now)) {
                lane.remove(key);
                call(key, lane.pool, now);
            }
        }
        if (lane.size() == 0 || permits == room) {
            return Long.MAX_VALUE; // nothing to do, or no room: an answer wakes the loop
        }
        lane.pickAt = now + Math.max(PICK_EVERY, lane.pool.nanosToNext());
        return lane.pickAt;
    }

    private Lane<K, S, R, C> lane(PermitPool pool) {
        for (Lane<K, S, R, C> lane : lanes) {
            if (lane.pool == pool) {
                return lane;
            }
        }
        Lane<K, S, R, C> lane = new Lane<>(pool);
        lanes.add(lane);
        return lane;
    }

    private void call(KeyState<K, S, R, C> key, PermitPool pool, long now) {
        boolean wasFlagged = key.flagged;
        long askedMillis = engine.clock().scheduler().now(TimeUnit.MILLISECONDS);
        key.flagged = false;
        key.lastCall = now;
        inFlight++;
        counters.inFlight.set(inFlight);
        long number = counters.calls.incrementAndGet();
        key.callNumber = number;
        key.call = probe.read(key.key)
                .onErrorResume(error -> Mono.just(new Outcome.Failed<>(error)))
                .defaultIfEmpty(new Outcome.Failed<>(new IllegalStateException("the probe gave no outcome")))
                .subscribe(
                        outcome -> engine.execute(() -> answered(key, pool, number, askedMillis, wasFlagged, outcome)));
    }

    private void landed() {
        inFlight--;
        counters.inFlight.set(inFlight);
    }

    private void answered(
            KeyState<K, S, R, C> key,
            PermitPool pool,
            long number,
            long askedMillis,
            boolean wasFlagged,
            Outcome<S> outcome) {
        if (key.call == null || engine.key(key.key) != key || key.callNumber != number) {
            return; // aborted meanwhile
        }
        key.call = null;
        landed();
        long now = engine.clock().nanos();
        if (outcome instanceof Outcome.Seen<S> seen) {
            failures(key, 0);
            accepted();
            seen(key, seen.value(), number, askedMillis, now);
        } else {
            if (wasFlagged && !key.flagged) {
                key.flagged = true;
                key.flaggedAt = key.lastCall;
            }
            unanswered(key, pool, outcome, now);
        }
        if (lanes.stream().anyMatch(lane -> lane.size() > 0)) {
            wakeAt(now); // a slot is free
        }
    }

    private void unanswered(KeyState<K, S, R, C> key, PermitPool pool, Outcome<S> outcome, long now) {
        if (outcome instanceof Outcome.Throttled<S> throttled) {
            counters.throttled.incrementAndGet();
            pool.throttled(throttled.retryAfter());
            scheduleAt(key, now);
        } else if (outcome instanceof Outcome.Rejected<S> rejected) {
            rejected(rejected.error(), now);
            scheduleAt(key, now);
        } else if (outcome instanceof Outcome.Failed<S> failed) {
            failed(key, failed.error(), now);
        } else if (outcome instanceof Outcome.Denied<S> denied) {
            failed(key, denied.error(), now);
        }
    }

    private void failed(KeyState<K, S, R, C> key, Throwable error, long now) {
        counters.failed(error, engine.clock().instant());
        failures(key, key.failures + 1);
        scheduleAt(key, now + spread(backoff(key.failures), key.salt()));
    }

    /** The service answers again. */
    void accepted() {
        rejections = 0;
        rejectedUntil = Long.MIN_VALUE;
        counters.rejection = null;
    }

    /** The service rejects every call: one call at a time, ever more slowly, tells when that is over. */
    void rejected(Throwable error, long now) {
        counters.failed(error, engine.clock().instant());
        if (counters.rejection == null) {
            counters.rejection = new Counters.Trouble(error, engine.clock().instant());
        }
        if (now >= rejectedUntil) {
            rejections++;
            rejectedUntil = now + backoff(rejections);
        }
        for (Feed<K, S, R, C> feed : List.copyOf(engine.feeds())) {
            if (feed.interest.strict()) {
                feed.sink.error(error);
            }
        }
    }

    private void seen(KeyState<K, S, R, C> key, S reading, long number, long askedMillis, long now) {
        ResourceModel<K, S, R, C> model = engine.model();
        S before = key.last;
        S after = model.following(before, reading);
        if (key.candidate == null && model.needsConfirmation(before, after)) {
            key.candidate = after;
            key.lastReading = now;
            scheduleAt(key, now + CONFIRM_AFTER);
            return;
        }
        key.candidate = null;
        boolean gone = model.isAbsent(after) && onlyListed(key);
        if (gone && before == null) {
            engine.forget(key); // listed, and deleted before it was ever read
            return;
        }
        long atMillis = engine.clock().scheduler().now(TimeUnit.MILLISECONDS);
        C change = before == null ? null : engine.observe(key, before, after, atMillis);
        if (change != null && key.unannounced) {
            change = model.asFirst(change);
            key.unannounced = false;
        }
        C first = null;
        for (Feed<K, S, R, C> feed : List.copyOf(key.feeds)) {
            if (feed.expectsFirst(key.key, number)) {
                if (first == null) {
                    first = engine.observe(key, null, after, atMillis);
                }
                if (first != null) {
                    feed.offer(key.key, first);
                }
            } else if (change != null && feed.hasSeen(key.key)) {
                feed.offer(key.key, change);
            }
        }
        Phase phase = model.phase(after);
        if (phase != key.phase || change != null) {
            counters.running.addAndGet((phase == Phase.RUNNING ? 1 : 0) - (key.phase == Phase.RUNNING ? 1 : 0));
            key.phase = phase;
            key.phaseSince = now;
        }
        key.last = after;
        key.lastReading = now;
        key.notBeforeMillis = askedMillis;
        if (gone && change == null) {
            engine.forget(key); // listed, and deleted again before it was read
        } else if (gone) {
            engine.forgetGone(key);
        } else {
            schedule(key);
        }
    }

    private boolean onlyListed(KeyState<K, S, R, C> key) {
        return key.listed && key.feeds.stream().allMatch(feed -> feed.interest.listed() != null);
    }

    private void failures(KeyState<K, S, R, C> key, int failures) {
        if ((key.failures == 0) != (failures == 0)) {
            counters.failingKeys.addAndGet(failures == 0 ? -1 : 1);
        }
        key.failures = failures;
    }
}
