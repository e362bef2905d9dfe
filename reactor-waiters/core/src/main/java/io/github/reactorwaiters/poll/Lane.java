// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.Phase;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys that compete for one pool's permits, and which of them is next. Not thread-safe.
 *
 * <p>First the suspects, awaited ones before others, longest unread first. Then, in turn, those never read,
 * oldest first, and those in transition whose poll is worth most, then the settled ones whose poll is. For these, every
 * 100 to 200 ms, a 50th of the time that it takes to poll each of those in transition, these are valued, if near
 * their turn, and a shortlist of the settled ones. The shortlist is the best of a longer one, which is the best of all settled
 * keys now or when it is made anew, once in a 50th of the time that it takes to poll each of them, and the shortlist 25 times as
 * often: so a pick costs the valuation of fewer than 300 keys, however many there are.
 */
final class Lane<K, S, R, C> {
    enum Kind {
        AWAITED,
        SUSPECT,
        UNREAD,
        RUNNING,
        SETTLED
    }

    /** A list of a lane. There is one object of each, so that a key needs but one reference to both. */
    static final class Place<K, S, R, C> {
        final Lane<K, S, R, C> lane;
        final Kind kind;

        Place(Lane<K, S, R, C> lane, Kind kind) {
            this.lane = lane;
            this.kind = kind;
        }
    }

    static final long SCAN_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    static final long SLOWEST_SCAN = 2 * SCAN_EVERY;
    private static final double SCANS_A_ROUND = 50;
    private static final int SHORTLISTS_A_SCAN = 25;

    /** A burst, and what comes until the next scan. */
    private static final double PLANNED_SECONDS = 0.45;

    private static final Comparator<KeyState<?, ?, ?, ?>> BY_TURN =
            Comparator.<KeyState<?, ?, ?, ?>>comparingLong(key -> key.dueAt).thenComparingInt(key -> key.index);

    final PermitPool pool;
    private final Pace pace;

    private final Place<K, S, R, C> inAwaited = new Place<>(this, Kind.AWAITED);
    private final Place<K, S, R, C> inSuspects = new Place<>(this, Kind.SUSPECT);
    private final Place<K, S, R, C> inUnread = new Place<>(this, Kind.UNREAD);
    private final Place<K, S, R, C> inRunning = new Place<>(this, Kind.RUNNING);
    private final Place<K, S, R, C> inSettled = new Place<>(this, Kind.SETTLED);

    private final TreeSet<KeyState<K, S, R, C>> awaited = new TreeSet<>(BY_TURN);
    private final TreeSet<KeyState<K, S, R, C>> suspects = new TreeSet<>(BY_TURN);
    private final Set<KeyState<K, S, R, C>> unread = new LinkedHashSet<>();
    private final RankedKeys<K, S, R, C> running;
    private final RankedKeys<K, S, R, C> settled;

    private List<KeyState<K, S, R, C>> longlist = List.of();
    private int longlists;
    private List<KeyState<K, S, R, C>> shortlist = List.of();
    private long shortlistUntil = Long.MIN_VALUE;
    private List<KeyState<K, S, R, C>> plan = List.of();
    private int planned;
    private int suspicions;
    private boolean unreadsTurn = true;

    /** Of the pool, by this lane and by all, when it was asked for last. */
    private long takenBefore;

    private long acquiredBefore;
    private long taken;

    private long planUntil = Long.MIN_VALUE;
    private long settledScanned = Long.MIN_VALUE;
    private long settledScanAt = Long.MAX_VALUE;

    Lane(PermitPool pool, Pace pace) {
        this.pool = pool;
        this.pace = pace;
        this.running = new RankedKeys<>(pace);
        this.settled = new RankedKeys<>(pace);
    }

    boolean isEmpty() {
        return awaited.isEmpty() && suspects.isEmpty() && unread.isEmpty() && running.isEmpty() && settled.isEmpty();
    }

    void add(KeyState<K, S, R, C> key, Load load, long now) {
        Place<K, S, R, C> place = placeOf(key);
        key.place = place;
        switch (place.kind) {
            case AWAITED -> awaited.add(queued(key, now));
            case SUSPECT -> suspects.add(queued(key, now));
            case UNREAD -> unread.add(key);
            case RUNNING -> running.add(key, load, now);
            case SETTLED -> {
                settled.add(key, load, now);
                if (!longlist.isEmpty()
                        && key.longlist != longlists
                        && settled.isWorthwhileBefore(key, settledScanAt)) {
                    longlist.add(longlisted(key)); // one that changes often, or was in transition during the scan
                }
                long soonest = afterRound(load.rate());
                if (settledScanAt > soonest) {
                    long at = pace.worthwhileAt(key, 0, load, now);
                    settledScanAt = Math.min(settledScanAt, Math.max(at, soonest));
                }
            }
        }
    }

    /**
     * Who was not read for longest may have changed first. One whose calls fail may not have been read for days: it has its
     * turn from now on.
     */
    private KeyState<K, S, R, C> queued(KeyState<K, S, R, C> key, long now) {
        key.dueAt = key.failures > 0 || key.lastReading == Observed.NEVER ? now : key.lastReading;
        key.index = suspicions++;
        return key;
    }

    void remove(KeyState<K, S, R, C> key) {
        if (key.place != null) {
            switch (key.place.kind) {
                case AWAITED -> awaited.remove(key);
                case SUSPECT -> suspects.remove(key);
                case UNREAD -> unread.remove(key);
                case RUNNING -> running.remove(key);
                case SETTLED -> settled.remove(key);
            }
        }
        key.place = null;
    }

    /** The key to poll next, null if none is worth a permit now. It stays here until it is {@linkplain #take taken}. */
    @Nullable
    KeyState<K, S, R, C> next(Load load, long now) {
        if (!awaited.isEmpty()) {
            return awaited.first();
        }
        if (!suspects.isEmpty()) {
            return suspects.first();
        }
        if (unreadsTurn && !unread.isEmpty()) {
            return unread.iterator().next();
        }
        KeyState<K, S, R, C> worthiest = worthiest(load, now);
        return worthiest == null && !unread.isEmpty() ? unread.iterator().next() : worthiest;
    }

    /** Whether others have taken more of the pool's permits than keys were taken from here, since this was asked last. */
    boolean othersTookMore() {
        long ours = taken - takenBefore;
        long all = pool.acquired() - acquiredBefore;
        takenBefore += ours;
        acquiredBefore += all;
        return all - ours > ours;
    }

    void take(KeyState<K, S, R, C> key) {
        taken++;
        unreadsTurn = key.place != inUnread;
        if (planned < plan.size() && plan.get(planned) == key) {
            planned++; // now, for scansNext: it may be the last of the plan
        }
        remove(key);
    }

    /** When to ask for the {@link #next} key again, there being none now. */
    long nextScanAt() {
        boolean valued = !running.isEmpty() || !longlist.isEmpty();
        long next = settled.isEmpty() ? Long.MAX_VALUE : settledScanAt;
        return valued ? planUntil : Math.max(planUntil, next);
    }

    /** Whether a scan must tell what the {@link #next} key is; if not, one may be needed yet, if no planned key is worth it any more. */
    boolean scansNext(long now) {
        boolean known = !awaited.isEmpty() || !suspects.isEmpty() || (unreadsTurn && !unread.isEmpty());
        return !known && (now >= planUntil || (planned >= plan.size() && !plan.isEmpty()));
    }

    private @Nullable KeyState<K, S, R, C> worthiest(Load load, long now) {
        if (now < planUntil) {
            KeyState<K, S, R, C> next = nextPlanned();
            if (next != null || planned < plan.size()) {
                return next;
            }
            if (plan.isEmpty()) {
                return null;
            }
        }
        scan(load, now);
        return nextPlanned();
    }

    private @Nullable KeyState<K, S, R, C> nextPlanned() {
        for (; planned < plan.size(); planned++) {
            KeyState<K, S, R, C> key = plan.get(planned);
            if (isListed(key) && key.value > 0) {
                return key;
            }
        }
        return null;
    }

    private void scan(Load load, long now) {
        boolean settledToo = unread.isEmpty(); // what was never read goes before what is settled
        if (settledToo && !settled.isEmpty() && now >= settledScanAt) {
            scanSettled(load, now);
        } else if (settledToo && now >= shortlistUntil && !longlist.isEmpty()) {
            shorten(load, now);
        }
        long last = Math.min(SLOWEST_SCAN, partOfRound(running.size(), load.rate()));
        Best<K, S, R, C> best = running.best(roomInPlan(load.rate(), last), load, now);
        if (settledToo) {
            offerSettled(shortlist, best, load, now);
        }
        plan = best.inOrder();
        planned = 0;
        planUntil = now + last;
    }

    private void scanSettled(Load load, long now) {
        settledScanned = now;
        long again = afterRound(load.rate());
        longlist = settled.best(roomFor(load, again - now), load, now, again).inOrder();
        longlists++;
        longlist.forEach(this::longlisted);
        settledScanAt = longlist.isEmpty() ? Math.max(again, settled.earliest(load, now)) : again;
        shorten(load, now);
    }

    private KeyState<K, S, R, C> longlisted(KeyState<K, S, R, C> key) {
        key.longlist = longlists;
        return key;
    }

    private void shorten(Load load, long now) {
        long last = Math.max(SCAN_EVERY, (afterRound(load.rate()) - settledScanned) / SHORTLISTS_A_SCAN);
        shortlistUntil = now + last;
        Best<K, S, R, C> best = new Best<>(roomFor(load, last));
        if (!offerSettled(longlist, best, load, now)) {
            longlist = List.of();
        }
        shortlist = best.inOrder();
    }

    /** Room for what is polled until the next scan, with the permits saved up and those that come; at most what a plan ever holds. */
    private int roomInPlan(double rate, long nanos) {
        double permits = pool.available() + rate * nanos / 1e9;
        return (int) Math.ceil(Math.min(permits, rate * PLANNED_SECONDS)) + 1;
    }

    /** Values those of {@code keys} that are here, and settled; whether there are any. */
    private boolean offerSettled(List<KeyState<K, S, R, C>> keys, Best<K, S, R, C> best, Load load, long now) {
        boolean any = false;
        for (KeyState<K, S, R, C> key : keys) {
            if (key.place == inSettled) {
                best.offer(key, pace.value(key, load, now));
                any = true;
            }
        }
        return any;
    }

    /** Room for half as many again as are polled in {@code nanos}, and for what a plan holds. */
    private int roomFor(Load load, long nanos) {
        double room = load.rate() * (1.5 * nanos / 1e9 + PLANNED_SECONDS);
        return (int) Math.min(settled.size(), room) + 8;
    }

    private long afterRound(double rate) {
        return settledScanned == Long.MIN_VALUE ? settledScanned : settledScanned + partOfRound(settled.size(), rate);
    }

    /** The time in which a 50th of {@code keys} is polled, 100 ms at least: their order hardly changes meanwhile. */
    private static long partOfRound(int keys, double rate) {
        return Math.max(SCAN_EVERY, (long) (keys / (rate * SCANS_A_ROUND) * 1e9));
    }

    private boolean isListed(KeyState<K, S, R, C> key) {
        return key.place == inRunning || key.place == inSettled;
    }

    private Place<K, S, R, C> placeOf(KeyState<K, S, R, C> key) {
        if (key.isSuspect()) {
            return key.waits > 0 ? inAwaited : inSuspects;
        }
        if (key.phase == Phase.UNREAD || key.lastReading == Observed.NEVER) {
            return inUnread;
        }
        return key.phase == Phase.RUNNING || key.waits > 0 ? inRunning : inSettled;
    }
}
