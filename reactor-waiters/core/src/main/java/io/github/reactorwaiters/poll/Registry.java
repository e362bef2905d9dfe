// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Phase;
import io.github.reactorwaiters.poll.PollEngine.Announced;
import io.github.reactorwaiters.poll.PollEngine.Earlier;
import io.github.reactorwaiters.poll.PollEngine.Known;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Who watches what: the keys, their subscribers, and how they come and go. Confined to the engine's worker. */
final class Registry<K, S, R, C> {
    private static final int MOST_GONE = 10_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final PollEngine<K, S, R, C> engine;
    private final ResourceModel<K, S, R, C> model;
    private final SchedulerClock clock;
    private final Counters counters;
    private final Learning<K, S, R, C> learning;
    private final PollLoop<K, S, R, C> loop;
    private final Sweep<K, S, R, C> sweep;
    private final Waits<K, S, R, C> waits;

    private final Map<K, KeyState<K, S, R, C>> keys = new HashMap<>();
    private final Set<Feed<K, S, R, C>> feeds = new LinkedHashSet<>();
    private int listedFeeds;
    private long joined;
    /** Listed keys whose deletion was reported, so that their return continues from it; the latest 10,000. */
    private final Set<K> gone = new LinkedHashSet<>();

    Registry(
            PollEngine<K, S, R, C> engine,
            ResourceModel<K, S, R, C> model,
            SchedulerClock clock,
            Counters counters,
            PollEngine.Service<K, S, R> service) {
        this.engine = engine;
        this.model = model;
        this.clock = clock;
        this.counters = counters;
        this.learning = new Learning<>(model, service.pace(), clock, counters, task -> later(task, SECOND));
        this.loop = new PollLoop<>(
                this,
                service.probe(),
                service.pace(),
                learning,
                service.settings().maxInFlight());
        this.sweep = new Sweep<>(this, loop, learning, service.listing(), service.settings());
        this.waits = new Waits<>(this, loop, learning);
    }

    void attach(Feed<K, S, R, C> feed) {
        feeds.add(feed);
        countSubscribers();
        for (K key : feed.interest.keys()) {
            join(placed(key), feed);
        }
        if (feed.interest.listed() != null) {
            listedFeeds++;
            Earlier<K, S> earlier = feed.interest.earlier();
            if (earlier != null) {
                goOn(feed, earlier);
            }
            for (KeyState<K, S, R, C> state : new ArrayList<>(keys.values())) {
                if (state.listed && accepts(feed, state.key)) {
                    join(state, feed);
                }
            }
        }
        sweep.consider();
    }

    void attach(Wait<K, S, R, C> wait, @Nullable Announced<S> announced, Duration timeout) {
        loop.takeArrived(); // those readings are of before
        waits.attach(wait, placed(wait.key), announced, timeout);
        countSubscribers();
        sweep.consider();
    }

    void detach(Wait<K, S, R, C> wait) {
        KeyState<K, S, R, C> state = keys.get(wait.key);
        if (state != null && waits.detach(wait, state)) {
            forgetUnwanted(state);
            countSubscribers();
            sweep.consider();
        }
    }

    void detach(Feed<K, S, R, C> feed) {
        if (!feeds.remove(feed)) {
            return;
        }
        countSubscribers();
        if (feed.interest.listed() == null) {
            feed.interest.keys().forEach(key -> leave(keys.get(key), feed));
        } else {
            new ArrayList<>(keys.values()).forEach(state -> leave(state, feed));
            listedFeeds--;
            if (listedFeeds == 0) {
                gone.clear();
                keys.values().forEach(state -> state.listed = false);
            }
        }
        sweep.consider();
    }

    /** A subscriber that has seen {@code earlier}: of these keys it gets changes only. */
    private void goOn(Feed<K, S, R, C> feed, Earlier<K, S> earlier) {
        for (Known<K, S> known : earlier.keys()) {
            KeyState<K, S, R, C> state = placed(known.key());
            state.listed = true;
            state.add(feed);
            S last = state.last;
            if (last == null) {
                state.last = known.state();
                state.notBeforeMillis = known.at().toEpochMilli();
            } else if (state.unannounced || state.phase == Phase.UNREAD) {
                if (!last.equals(known.state())) {
                    feed.expectFirst(state.key); // nobody has read what the other was told
                }
            } else {
                C change =
                        observe(state, known.state(), last, Math.min(known.at().toEpochMilli(), state.notBeforeMillis));
                if (change != null) {
                    feed.offer(state.key, change);
                }
            }
        }
        Instant complete = earlier.complete();
        if (complete != null) {
            feed.listedOnce = true;
            feed.absentAt = complete.toEpochMilli();
            sweep.covered(complete.toEpochMilli());
        }
    }

    private void join(KeyState<K, S, R, C> state, Feed<K, S, R, C> feed) {
        if (state.feeds.contains(feed)) {
            return;
        }
        state.add(feed);
        S last = state.last;
        if (last == null || state.unannounced || state.phase == Phase.UNREAD) {
            feed.expectFirst(state.key);
        } else {
            emitFirst(state, last, feed);
        }
    }

    private void leave(@Nullable KeyState<K, S, R, C> state, Feed<K, S, R, C> feed) {
        if (state != null && state.remove(feed)) {
            forgetUnwanted(state);
        }
    }

    private void forgetUnwanted(KeyState<K, S, R, C> state) {
        if (!state.isWanted()) {
            forget(state);
        }
    }

    private void countSubscribers() {
        counters.subscribers.set(feeds.size() + waits.size());
    }

    /** The key, which is polled when it is new. */
    private KeyState<K, S, R, C> placed(K key) {
        KeyState<K, S, R, C> state = keys.get(key);
        if (state == null) {
            state = create(key);
            loop.place(state, clock.nanos());
        }
        return state;
    }

    private void emitFirst(KeyState<K, S, R, C> state, S last, Feed<K, S, R, C> feed) {
        C first = observe(state, null, last);
        if (first != null) {
            feed.offer(state.key, first);
        }
    }

    /** The change from {@code before} to {@code after} under the next sequence number, or null if there is none. */
    @Nullable
    C observe(KeyState<K, S, R, C> state, @Nullable S before, S after) {
        return observe(state, before, after, state.notBeforeMillis);
    }

    private @Nullable C observe(KeyState<K, S, R, C> state, @Nullable S before, S after, long notBeforeMillis) {
        long atMillis = clock.scheduler().now(TimeUnit.MILLISECONDS);
        C change = model.change(
                state.key,
                before,
                after,
                Instant.ofEpochMilli(Math.min(notBeforeMillis, atMillis)),
                Instant.ofEpochMilli(atMillis),
                counters.changes.get() + 1);
        if (change != null) {
            counters.changes.incrementAndGet();
        }
        return change;
    }

    /** {@code state} is in {@code phase} now. */
    void phase(KeyState<K, S, R, C> state, Phase phase) {
        counters.running.addAndGet((phase == Phase.RUNNING ? 1 : 0) - (state.phase == Phase.RUNNING ? 1 : 0));
        state.phase = phase;
    }

    private KeyState<K, S, R, C> create(K key) {
        KeyState<K, S, R, C> state = new KeyState<>(key, clock.scheduler().now(TimeUnit.MILLISECONDS));
        keys.put(key, state);
        joined++;
        counters.keys.set(keys.size());
        return state;
    }

    void forget(KeyState<K, S, R, C> state) {
        loop.abort(state);
        learning.forgotten(state);
        keys.remove(state.key, state);
        state.feeds.forEach(feed -> feed.forget(state.key));
        counters.keys.set(keys.size());
    }

    /** A listed key whose absence was reported. */
    void forgetGone(KeyState<K, S, R, C> state) {
        forget(state);
        gone.add(state.key);
        if (gone.size() > MOST_GONE) {
            gone.remove(gone.iterator().next());
        }
    }

    /**
     * A key that a listing shows: watched for every subscriber whose filter accepts it.
     *
     * @param absentAt wall time at which an earlier listing did not show it, or null if there was none
     */
    void discover(K key, @Nullable Long absentAt) {
        KeyState<K, S, R, C> known = keys.get(key);
        if (listedFeeds == 0 || (known != null && known.listed)) {
            return;
        }
        List<Feed<K, S, R, C>> takers = new ArrayList<>(1);
        for (Feed<K, S, R, C> feed : feeds) {
            if (accepts(feed, key)) {
                takers.add(feed);
            }
        }
        if (takers.isEmpty()) {
            return;
        }
        KeyState<K, S, R, C> state = known == null ? create(key) : known;
        state.listed = true;
        if (known != null) {
            takers.forEach(feed -> join(state, feed));
            return;
        }
        if (absentAt != null) {
            // Not there at the listing before this one: what it is now, it became since.
            state.last = model.absent(key);
            state.unannounced = !gone.remove(key);
            state.notBeforeMillis =
                    takers.stream().mapToLong(feed -> feed.absentAt).reduce(absentAt, Math::min);
        }
        for (Feed<K, S, R, C> feed : takers) {
            state.add(feed);
            if (absentAt == null || !feed.listedOnce) {
                feed.expectFirst(key);
            }
        }
        loop.place(state, clock.nanos());
    }

    private boolean accepts(Feed<K, S, R, C> feed, K key) {
        Predicate<? super K> filter = feed.interest.listed();
        try {
            return filter != null && filter.test(key);
        } catch (Throwable broken) { // also such as of a class that is not there: or no listing would end
            feed.fail(broken); // its subscriber's fault, and nobody else's
            return false;
        }
    }

    /** Fails all who want to fail on what does not pass by itself. */
    void failStrict(Throwable error) {
        failStrict(error, feed -> true);
        waits.rejected(error);
    }

    /** Fails the subscribers who want to fail on what does not pass by itself, of those that {@code which} accepts. */
    void failStrict(Throwable error, Predicate<Feed<K, S, R, C>> which) {
        for (Feed<K, S, R, C> feed : List.copyOf(feeds)) {
            if (feed.interest.strict() && which.test(feed)) {
                feed.fail(error);
            }
        }
    }

    /** {@code keys} may have changed. */
    void hint(List<K> hinted) {
        for (K key : hinted) {
            KeyState<K, S, R, C> state = keys.get(key);
            if (state != null) {
                loop.flag(state);
            }
        }
    }

    /** Aborts every call, and ends every stream and wait. */
    void dispose() {
        keys.values().forEach(loop::abort);
        loop.stop();
        sweep.stop();
        keys.clear();
        List<Feed<K, S, R, C>> streams = List.copyOf(feeds);
        feeds.clear();
        counters.keys.set(0);
        counters.subscribers.set(0);
        try {
            streams.forEach(Feed::complete);
        } finally {
            waits.close();
        }
    }

    @Nullable
    KeyState<K, S, R, C> key(K key) {
        return keys.get(key);
    }

    /** How many keys have joined so far; those that have left are among them. */
    long joined() {
        return joined;
    }

    Collection<KeyState<K, S, R, C>> keys() {
        return keys.values();
    }

    /** What was last read of each key; keys not read yet are left out. */
    List<S> latest() {
        List<S> latest = new ArrayList<>();
        for (KeyState<K, S, R, C> state : keys.values()) {
            if (state.last != null) {
                latest.add(state.last);
            }
        }
        return latest;
    }

    Collection<Feed<K, S, R, C>> feeds() {
        return feeds;
    }

    Waits<K, S, R, C> waits() {
        return waits;
    }

    /** Whether a subscriber wants keys discovered. */
    boolean discovers() {
        return listedFeeds > 0;
    }

    ResourceModel<K, S, R, C> model() {
        return model;
    }

    SchedulerClock clock() {
        return clock;
    }

    Counters counters() {
        return counters;
    }

    /** Runs {@code task} on the worker, after what was given before. */
    void run(Runnable task) {
        engine.execute(task);
    }

    /** Runs {@code task} on the worker after {@code nanos}. */
    Disposable later(Runnable task, long nanos) {
        return engine.execute(task, nanos);
    }
}
