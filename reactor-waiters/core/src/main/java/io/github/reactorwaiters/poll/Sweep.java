// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.poll.Listing.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Lists all keys again and again while a subscriber wants keys discovered: new keys are watched, keys that a row
 * contradicts or that are missing are flagged. A row never declares a state: a poll confirms. Confined to the engine's
 * worker.
 */
final class Sweep<K, S, R, C> {
    /** A failing page is tried again this often before the listing starts anew: its marker may have expired. */
    private static final int PAGE_TRIES = 3;

    private final PollEngine<K, S, R, C> engine;
    private final Listing<K, R> listing;
    private final Counters counters;
    private final long pageEvery;
    private final long sweepEvery;

    private boolean active;
    private @Nullable Disposable step;
    private @Nullable String marker;
    private final Set<String> markers = new HashSet<>();
    private List<Feed<K, S, R, C>> audience = List.of();
    private int number;
    private int pages;
    private int failures;
    private long startedAt;
    private long startedMillis;
    private @Nullable Long previousStartMillis;

    Sweep(PollEngine<K, S, R, C> engine, Listing<K, R> listing, EngineSettings settings) {
        this.engine = engine;
        this.listing = listing;
        this.counters = engine.counters();
        this.pageEvery = (long) (1e9 / settings.listingsPerSecond());
        this.sweepEvery = settings.sweepPause().toNanos();
    }

    /** Lists from now on; if a listing is under way, the next follows it. */
    void start() {
        if (!active) {
            active = true;
            restart();
        }
    }

    void stop() {
        active = false;
        previousStartMillis = null;
        counters.listingFailure = null;
        if (step != null) {
            step.dispose();
            step = null;
        }
    }

    private void restart() {
        number++;
        pages = 0;
        marker = null;
        markers.clear();
        startedAt = engine.clock().nanos();
        startedMillis = engine.clock().scheduler().now(TimeUnit.MILLISECONDS);
        audience = new ArrayList<>(engine.feeds());
        page();
    }

    private void page() {
        if (!active) {
            return;
        }
        if (listing.pool().tryAcquire(1) == 0) {
            step = engine.execute(this::page, Math.max(1, listing.pool().nanosToNext()));
            return;
        }
        long askedAt = engine.clock().nanos();
        counters.calls.incrementAndGet();
        step = listing.page(marker)
                .onErrorResume(error -> Mono.just(new Outcome.Failed<>(error)))
                .defaultIfEmpty(new Outcome.Failed<>(new IllegalStateException("the listing gave no outcome")))
                .subscribe(outcome -> engine.execute(() -> answered(askedAt, outcome)));
    }

    private void answered(long askedAt, Outcome<Page<R>> outcome) {
        if (!active) {
            return;
        }
        long now = engine.clock().nanos();
        if (outcome instanceof Outcome.Seen<Page<R>> seen) {
            failures = 0;
            counters.listingFailure = null;
            engine.loop().accepted();
            pages++;
            seen.value().rows().forEach(row -> row(row, askedAt));
            marker = seen.value().nextMarker();
            if (marker == null || !markers.add(marker)) {
                completed(now);
            } else {
                step = engine.execute(this::page, Math.max(0, askedAt + pageEvery - now));
            }
        } else if (outcome instanceof Outcome.Throttled<Page<R>> throttled) {
            counters.throttled.incrementAndGet();
            listing.pool().throttled(throttled.retryAfter());
            page();
        } else {
            failed(outcome, now);
        }
    }

    private void failed(Outcome<Page<R>> outcome, long now) {
        failures++;
        if (outcome instanceof Outcome.Rejected<Page<R>> rejected) {
            counters.listingFailure = rejected.error();
            engine.loop().rejected(rejected.error(), now);
        } else if (outcome instanceof Outcome.Failed<Page<R>> failed) {
            counters.listingFailure = failed.error();
            counters.failed(failed.error(), engine.clock().instant());
        } else if (outcome instanceof Outcome.Denied<Page<R>> denied) {
            counters.listingFailure = denied.error();
            counters.failed(denied.error(), engine.clock().instant());
            for (Feed<K, S, R, C> feed : List.copyOf(engine.feeds())) {
                if (feed.interest.strict() && feed.interest.listed() != null) {
                    feed.sink.error(denied.error());
                }
            }
        }
        long pause = PollLoop.spread(PollLoop.backoff(failures), number);
        step = engine.execute(failures % PAGE_TRIES == 0 ? this::restart : this::page, pause);
    }

    private void row(R row, long askedAt) {
        K key = listing.key(row);
        engine.discover(key, previousStartMillis);
        KeyState<K, S, R, C> state = engine.key(key);
        if (state == null) {
            return; // no subscriber wants it
        }
        state.sweep = number;
        S last = state.last;
        if (last != null && state.lastCall <= askedAt && !engine.model().agrees(last, row)) {
            engine.loop().flag(state);
        }
    }

    private void completed(long now) {
        counters.sweeps.incrementAndGet();
        previousStartMillis = startedMillis;
        for (Feed<K, S, R, C> feed : audience) {
            feed.listedOnce = true;
        }
        for (KeyState<K, S, R, C> state : engine.keys()) {
            S last = state.last;
            if (state.listed
                    && state.sweep != number
                    && last != null
                    && !engine.model().isAbsent(last)) {
                engine.loop().flag(state);
            }
        }
        long next = startedAt + Math.max(sweepEvery, pages * pageEvery);
        step = engine.execute(this::restart, Math.max(0, next - now));
    }
}
