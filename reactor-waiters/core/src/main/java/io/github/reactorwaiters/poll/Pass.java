// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.pace.Phase;
import io.github.reactorwaiters.poll.Listing.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One listing of all keys. New keys are watched; keys that a row contradicts or that are missing are flagged; a row that
 * shows nothing new is a reading. A row never declares a state: a poll confirms. Confined to the engine's worker.
 */
final class Pass<K, S, R, C> {
    /** A failing page is tried again this often before the listing starts anew: its marker may have expired. */
    private static final int PAGE_TRIES = 3;

    private final Sweep<K, S, R, C> sweep;
    private final Registry<K, S, R, C> registry;
    private final PollLoop<K, S, R, C> loop;
    private final Learning<K, S, R, C> learning;
    private final Listing<K, R> listing;
    private final int number;
    private final boolean toTheEnd;

    private final Set<String> markers = new HashSet<>();
    private List<Feed<K, S, R, C>> audience = List.of();
    private boolean active = true;
    private @Nullable Disposable step;
    private @Nullable String marker;
    private int pages;
    private int rows;
    private int seen;
    private int lastUsefulPage;
    private long joined;
    private int failures;

    /** Wall time at which it began. */
    long startedMillis;

    Pass(
            Sweep<K, S, R, C> sweep,
            Registry<K, S, R, C> registry,
            PollLoop<K, S, R, C> loop,
            Learning<K, S, R, C> learning,
            Listing<K, R> listing,
            int number,
            boolean toTheEnd) {
        this.sweep = sweep;
        this.registry = registry;
        this.loop = loop;
        this.learning = learning;
        this.listing = listing;
        this.number = number;
        this.toTheEnd = toTheEnd;
        begin();
    }

    private void begin() {
        pages = 0;
        rows = 0;
        seen = 0;
        lastUsefulPage = 0;
        joined = registry.joined();
        marker = null;
        markers.clear();
        startedMillis = registry.clock().scheduler().now(TimeUnit.MILLISECONDS);
        audience = List.copyOf(registry.feeds());
    }

    /** Reads the next page as soon as it is its turn. */
    void page() {
        if (!active) {
            return;
        }
        long askedAt = registry.clock().nanos();
        long wait = sweep.turn(askedAt);
        if (wait > 0) {
            step = registry.later(this::page, wait);
            return;
        }
        registry.counters().calls.incrementAndGet();
        step = listing.page(marker)
                .onErrorResume(error -> Mono.just(new Outcome.Failed<>(error)))
                .defaultIfEmpty(new Outcome.Failed<>(new IllegalStateException("the listing gave no outcome")))
                .subscribe(outcome -> registry.run(() -> answered(askedAt, outcome)));
    }

    int pages() {
        return pages;
    }

    /** Stops, and aborts a call under way. */
    void stop() {
        active = false;
        if (step != null) {
            step.dispose();
        }
    }

    private void answered(long askedAt, Outcome<Page<R>> outcome) {
        if (!active) {
            return;
        }
        long now = registry.clock().nanos();
        if (outcome instanceof Outcome.Seen<Page<R>> page) {
            try {
                pages++;
                page.value().rows().forEach(row -> row(row, askedAt, now));
            } catch (Throwable broken) { // such as a row without a name: the page is as good as unread
                pages--;
                failed(new Outcome.Failed<>(broken), now);
                return;
            }
            failures = 0;
            sweep.succeeded(now - askedAt);
            marker = page.value().nextMarker();
            if (marker == null || !markers.add(marker)) {
                flagMissing();
                end(new Sweep.Whole(pages, rows, seen, lastUsefulPage, joined));
            } else if (!toTheEnd && sweep.isEnough(pages, seen)) {
                end(null);
            } else {
                page();
            }
        } else if (outcome instanceof Outcome.Throttled<Page<R>> throttled) {
            registry.counters().throttled.incrementAndGet();
            listing.pool().throttled(throttled.retryAfter());
            page();
        } else {
            failed(outcome, now);
        }
    }

    private void failed(Outcome<Page<R>> outcome, long now) {
        failures++;
        long pause = sweep.failed(outcome, now);
        if (active && pause >= 0) {
            step = registry.later(this::retry, pause);
        }
    }

    private void retry() {
        if (failures % PAGE_TRIES == 0) {
            begin();
        }
        page();
    }

    private void row(R row, long askedAt, long now) {
        rows++;
        K key = listing.key(row);
        registry.discover(key, sweep.coveredSince());
        KeyState<K, S, R, C> state = registry.key(key);
        if (state == null) {
            return; // no subscriber wants it
        }
        state.sweep = Math.max(state.sweep, number);
        seen++;
        lastUsefulPage = pages;
        S last = state.announced == null ? state.last : state.announced;
        if (last == null) {
            return;
        }
        ResourceModel<K, S, R, C> model = registry.model();
        String listed = model.listedRevision(row);
        boolean tells = listed != null && model.revision(last) != null && state.phase != Phase.UNREADABLE;
        long at = askedAt + (now - askedAt) / 2;
        if (tells) {
            // Whatever it tells: the next such row is to be expected a period later. Passes may overlap.
            state.lastListed = Math.max(state.lastListed, at);
        }
        if (state.lastPoll <= askedAt) {
            if (model.agrees(last, row)) {
                if (tells) {
                    learning.unchanged(state, at);
                }
            } else if (!state.isSuperseded(listed)) {
                loop.flag(state);
            }
        }
        if (tells) {
            loop.listed(state);
        }
    }

    private void flagMissing() {
        for (KeyState<K, S, R, C> state : registry.keys()) {
            S last = state.last;
            if ((state.listed || state.lastListed != KeyState.NEVER)
                    && state.sweep < number
                    && last != null
                    && !registry.model().isAbsent(last)) {
                loop.flag(state);
            }
        }
    }

    private void end(Sweep.@Nullable Whole shown) {
        active = false;
        audience.forEach(Feed::listed);
        sweep.completed(this, shown);
    }
}
