// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Which key is polled when. Confined to the engine's worker, but for {@link #arrived(Call)}, which any thread calls.
 *
 * <p>A key waits in the {@link Lane} of its pool until it is picked; after a failure, or when it was read a moment ago, in
 * a queue until its time has come. One timer wakes the loop when permits, a scan or a delayed key are due; a settled fleet
 * costs nothing between polls. An answer wakes the loop, too, unless it shows nothing new: such are
 * taken together, before the next scan.
 */
final class PollLoop<K, S, R, C> {
    /** A hint or a listing does not make a key be polled more often than this. */
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

    /** So long at most an answer that shows nothing new may lie: its key is looked at in the next scan, and not before. */
    private static final long QUIET = 2 * Lane.SCAN_EVERY;

    private static final long SHORTEST_SLEEP = TimeUnit.MILLISECONDS.toNanos(1);

    private final Registry<K, S, R, C> registry;
    private final Probe<K, S> probe;
    private final Pace pace;
    private final Counters counters;
    private final Answers<K, S, R, C> answers;
    private final CallWindow window;

    private final PriorityQueue<Due<K, S, R, C>> delayed = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final List<Lane<K, S, R, C>> lanes = new ArrayList<>(2);
    private @Nullable Disposable timer;

    /** Set by the worker only. */
    private volatile long timerAt = Long.MAX_VALUE;

    /** Whether the loop is at work, and will set its timer and look at what has arrived when it is done. Set by the worker only. */
    private volatile boolean awake;

    /** Answered calls that the worker has not taken yet; added by any thread. */
    private final Queue<Call<K, S, R, C>> arrived = new ConcurrentLinkedQueue<>();

    private final Consumer<Call<K, S, R, C>> whenAnswered = this::arrived;

    private long rejectedUntil = Long.MIN_VALUE;
    private int rejections;
    private long sweepNanos;

    /** A key that is due at a time; void if the key's own due time is another by then, or it is in a lane. */
    private record Due<K, S, R, C>(long at, KeyState<K, S, R, C> key) {}

    PollLoop(
            Registry<K, S, R, C> registry,
            Probe<K, S> probe,
            Pace pace,
            Learning<K, S, R, C> learning,
            int maxInFlight) {
        this.registry = registry;
        this.probe = probe;
        this.pace = pace;
        this.counters = registry.counters();
        this.window = new CallWindow(maxInFlight, counters.inFlight);
        this.answers = new Answers<>(registry, this, learning);
    }

    /** Makes {@code key} wait for its next poll, which is not before {@code dueAt}. */
    void place(KeyState<K, S, R, C> key, long dueAt) {
        long now = registry.clock().nanos();
        Lane<K, S, R, C> waitsIn = key.lane();
        if (waitsIn != null) {
            waitsIn.remove(key);
        }
        key.dueAt = dueAt;
        if (dueAt > now) {
            delayed.add(new Due<>(dueAt, key));
            wakeAt(dueAt);
        } else {
            Lane<K, S, R, C> lane = lane(probe.pool(key.key));
            lane.add(key, load(lane.pool), now);
            wakeAt(isUrgent(key) ? now : lane.nextScanAt());
        }
    }

    /** A listing showed {@code key}: if it is settled, a poll may be worthwhile at another time than before. */
    void listed(KeyState<K, S, R, C> key) {
        if (key.place != null && key.place.kind == Lane.Kind.SETTLED) {
            place(key, Observed.NEVER);
        }
    }

    /** Notes that {@code key} may have changed. A key whose calls fail keeps its pause all the same. */
    void flag(KeyState<K, S, R, C> key) {
        key.flagged = true;
        if (key.call != null) {
            key.call.urgent = true; // before the look at what has arrived: see there
            if (!arrived.isEmpty()) {
                registry.run(this::takeArrived);
            }
        } else if (key.failures == 0 && key.candidate == null) {
            place(key, afterLeastPause(key));
        }
    }

    /** Takes {@code key} out of the loop and cancels its call, if one is under way. */
    void abort(KeyState<K, S, R, C> key) {
        Lane<K, S, R, C> waitsIn = key.lane();
        if (waitsIn != null) {
            waitsIn.remove(key);
        }
        key.dueAt = Observed.NEVER;
        Call<K, S, R, C> call = key.call;
        if (call != null) {
            key.call = null;
            window.aborted();
            call.dispose();
            wakeAt(registry.clock().nanos());
        }
        if (key.phase == Phase.RUNNING) {
            counters.running.decrementAndGet();
        }
        answers.failures(key, 0);
    }

    /** Picks no more; there is no key left. */
    void stop() {
        if (timer != null) {
            timer.dispose();
        }
        timerAt = Long.MIN_VALUE;
    }

    /** A flagged key's next poll. */
    long afterLeastPause(KeyState<?, ?, ?, ?> key) {
        return key.lastPoll == Observed.NEVER ? Observed.NEVER : key.lastPoll + LEAST_PAUSE;
    }

    /** Spreads {@code nanos} by up to a fifth, so that keys which failed together do not come back together. */
    static long spread(long nanos, int salt) {
        return nanos - nanos / 5 + Math.floorMod(salt * 0x9E3779B9, 1024) * (nanos / 5) * 2 / 1024;
    }

    /** 1 s, 2 s, 4 s ... 30 s. */
    static long backoff(int failures) {
        return TimeUnit.SECONDS.toNanos(Math.min(30, 1L << Math.min(failures - 1, 5)));
    }

    /** The service answers again. */
    void accepted() {
        if (counters.rejection != null) {
            rejections = 0;
            rejectedUntil = Long.MIN_VALUE;
            counters.rejection = null;
        }
    }

    /** The service rejects every call: one call at a time, ever more slowly, tells when that is over. */
    void rejected(Throwable error, long now) {
        counters.failed(error, registry.clock().instant());
        if (counters.rejection == null) {
            counters.rejection = new Counters.Trouble(error, registry.clock().instant());
        }
        if (now >= rejectedUntil) {
            rejections++;
            rejectedUntil = now + backoff(rejections);
        }
        registry.failStrict(error);
    }

    /** Listings follow one another at this distance; 0 if there are none. */
    void sweeping(long nanos) {
        sweepNanos = nanos;
    }

    /** Calls a second that the budget allows for most keys. */
    double rate() {
        double rate = 0;
        for (Lane<K, S, R, C> lane : lanes) {
            rate = Math.max(rate, lane.pool.rate());
        }
        return rate;
    }

    private Load load(PermitPool pool) {
        return new Load(counters.running.get(), pool.rate(), sweepNanos);
    }

    private static boolean isUrgent(KeyState<?, ?, ?, ?> key) {
        return key.isSuspect() || key.phase == Phase.UNREAD;
    }

    private void wakeAt(long at) {
        if (awake || at >= timerAt) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        long now = registry.clock().nanos();
        timerAt = Math.max(at, now);
        timer = registry.later(this::wake, timerAt - now);
    }

    private void wake() {
        long now = registry.clock().nanos();
        counters.lag.fired(timerAt, now);
        timer = null;
        timerAt = Long.MAX_VALUE;
        long next = now + Lane.SCAN_EVERY; // should something be thrown
        awake = true;
        try {
            next = pickAll(now);
        } finally {
            awake = false; // before the look at what has arrived: see there
            wakeAt(next);
            Call<K, S, R, C> first = arrived.peek();
            if (first != null && !mayLie(first.answeredAt)) {
                registry.run(this::takeArrived);
            }
        }
    }

    /** Polls what is worth it now; returns when to look again. */
    private long pickAll(long now) {
        for (Due<K, S, R, C> due = delayed.peek(); due != null && due.at() <= now; due = delayed.peek()) {
            delayed.poll();
            KeyState<K, S, R, C> key = due.key();
            if (key.dueAt == due.at() && key.place == null && key.call == null) {
                Lane<K, S, R, C> lane = lane(probe.pool(key.key));
                lane.add(key, load(lane.pool), now);
            }
        }
        boolean scans = false;
        for (Lane<K, S, R, C> lane : lanes) {
            scans |= lane.scansNext(now);
        }
        if (scans) {
            takeArrived(); // together: all but the first find the processor's caches warm
        }
        long next = Long.MAX_VALUE;
        for (Lane<K, S, R, C> lane : lanes) {
            next = Math.min(next, pick(lane, now));
        }
        Due<K, S, R, C> first = delayed.peek();
        return first == null ? next : Math.min(next, first.at());
    }

    /** Polls the best keys of {@code lane} while there are permits; returns when to pick again. */
    private long pick(Lane<K, S, R, C> lane, long now) {
        if (lane.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (now < rejectedUntil) {
            return rejectedUntil;
        }
        Load load = load(lane.pool);
        long left = lane.pool.available(); // so many need not be asked for one by one
        // While every call is rejected, one at a time goes out to see whether that is over; its answer wakes the loop.
        while (counters.rejection == null ? window.hasRoom(now) : window.isEmpty()) {
            if (lane.scansNext(now) && !arrived.isEmpty()) {
                return now; // those are to be among the scanned
            }
            KeyState<K, S, R, C> key = lane.next(load, now);
            if (key == null) {
                return lane.nextScanAt();
            }
            if (lane.pool.tryAcquire(1) == 0) {
                return after(Math.max(SHORTEST_SLEEP, lane.pool.nanosToNext()));
            }
            counters.lastPickValue = isUrgent(key) ? Double.NaN : pace.saving(key, key.value);
            lane.take(key);
            call(key, lane.pool, now);
            left--;
            // Asked before who is next, which takes longer. Eight a wake at 80 a second: the first poll after it is the
            // dear one.
            long permitsIn = left > 0 ? 0 : lane.pool.nanosToSeveral();
            if (permitsIn > 0) {
                // Who comes just after another would find little each time, so whoever found less comes sooner next.
                long sooner = lane.othersTookMore() ? Math.max(lane.pool.nanosToNext(), permitsIn / 2) : permitsIn;
                return after(Math.max(SHORTEST_SLEEP, sooner));
            }
        }
        return counters.rejection == null ? window.widensAt() : Long.MAX_VALUE; // an answer wakes the loop, too
    }

    /** From this moment: the calls just made took their time. */
    private long after(long nanos) {
        return registry.clock().nanos() + nanos;
    }

    private Lane<K, S, R, C> lane(PermitPool pool) {
        for (Lane<K, S, R, C> lane : lanes) {
            if (lane.pool == pool) {
                return lane;
            }
        }
        Lane<K, S, R, C> lane = new Lane<>(pool, pace);
        lanes.add(lane);
        return lane;
    }

    private void call(KeyState<K, S, R, C> key, PermitPool pool, long now) {
        Call<K, S, R, C> call = new Call<>(
                key,
                pool,
                counters.calls.incrementAndGet(),
                now,
                registry.clock().scheduler().now(TimeUnit.MILLISECONDS),
                whenAnswered);
        key.flagged = false;
        key.lastPoll = now;
        key.call = call;
        window.made(now);
        probe.read(key.key).subscribe(call);
    }

    /** Any thread: an answer for the worker, which takes it now, or with others if it shows nothing new. */
    private void arrived(Call<K, S, R, C> call) {
        call.answeredAt = registry.clock().nanos();
        counters.lying.incrementAndGet();
        arrived.add(call);
        // Asked after the adding: a loop that goes to sleep, or flags the key, either finds the answer or is seen here.
        if (call.urgent || !call.showsNothingNew || !(awake || mayLie(call.answeredAt))) {
            registry.run(this::takeArrived);
        }
    }

    /** Any thread: whether answers that show nothing new and came from {@code at} on may lie at least until the timer fires. */
    private boolean mayLie(long at) {
        return timerAt - at <= QUIET && !window.isFull() && counters.rejection == null;
    }

    /** Takes the answers that have come. */
    void takeArrived() {
        for (Call<K, S, R, C> call = arrived.poll(); call != null; call = arrived.poll()) {
            counters.lying.decrementAndGet();
            answered(call);
        }
    }

    private void answered(Call<K, S, R, C> call) {
        KeyState<K, S, R, C> key = call.key;
        if (key.call != call) {
            return; // aborted meanwhile
        }
        key.call = null;
        boolean blocked = window.isFull() || counters.rejection != null;
        window.answered(call.answeredAt);
        try {
            answers.take(call, call.outcome());
        } catch (Throwable broken) { // such as of a caller's function: no key may be lost by it
            if (registry.key(key.key) == key) {
                answers.take(call, new Outcome.Failed<>(broken));
            }
        }
        if (blocked || counters.rejection != null) {
            wakeAt(registry.clock().nanos()); // there is room
        }
    }
}
