// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.poll.Listing.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * When all keys are listed: again and again, while a subscriber wants keys discovered, or while a page shows more of the
 * keys watched by name than the polls that it stands for. A {@link Pass} reads pages one after another, since each page has
 * the marker of the next; where the service takes its time, passes overlap. Confined to the engine's worker.
 */
final class Sweep<K, S, R, C> {
    /** Keys watched by name are listed when polling each of them once would take longer than this. */
    private static final double ROUND_SECONDS = 4;

    /** When it would take less than this, those in transition are read soon enough by polls alone. */
    private static final double SHORT_ROUND_SECONDS = 2;

    /** And while a page shows this many of those that polls do not read soon enough. */
    private static final double KEYS_A_PAGE = 2;

    private static final int ROWS_A_PAGE = 50;

    /** After as many pages of passes that were cut short as this many whole ones have, one runs to its end. */
    private static final int CUT_FOR = 9;

    /** What was shown longer ago than this does not keep keys from being listed, when subscribers come or go. */
    private static final long WHOLE_HOLDS = TimeUnit.MINUTES.toNanos(10);

    private static final int MOST_PASSES = 4;
    private static final double SLOWEST = 0.2;
    private static final long RECONSIDER_EVERY = TimeUnit.SECONDS.toNanos(1);
    private static final long DENIED_PAUSE = TimeUnit.MINUTES.toNanos(10);

    private final Registry<K, S, R, C> registry;
    private final PollLoop<K, S, R, C> loop;
    private final Learning<K, S, R, C> learning;
    private final Listing<K, R> listing;
    private final EngineSettings settings;
    private final Counters counters;

    private final List<Pass<K, S, R, C>> passes = new ArrayList<>(1);
    private boolean active;
    private @Nullable Disposable timer;
    private int number;
    private int failures;
    private long lastPageAt = Long.MIN_VALUE;
    private long pageTook;
    private long startedAt;
    private long deniedUntil = Long.MIN_VALUE;

    /** Wall time at which the latest completed pass began, null if there was none since listing began. */
    private @Nullable Long coveredSince;

    /** What the latest pass that was not cut short showed; null before the first. */
    private @Nullable Whole whole;

    private long wholeAt;

    /** Pages of passes that were cut short since one last was to run to its end. */
    private long pagesCut;

    /**
     * A listing from end to end.
     *
     * @param pages how many there were
     * @param rows all rows
     * @param seen rows of watched keys
     * @param lastUsefulPage the last page that had one
     * @param joined how many keys had joined when it began
     */
    record Whole(int pages, int rows, int seen, int lastUsefulPage, long joined) {}

    Sweep(
            Registry<K, S, R, C> registry,
            PollLoop<K, S, R, C> loop,
            Learning<K, S, R, C> learning,
            Listing<K, R> listing,
            EngineSettings settings) {
        this.registry = registry;
        this.loop = loop;
        this.learning = learning;
        this.listing = listing;
        this.settings = settings;
        this.counters = registry.counters();
    }

    /** Starts or stops, by what is watched now. */
    void consider() {
        if (!active && registry.clock().nanos() - wholeAt > WHOLE_HOLDS) {
            whole = null;
        }
        boolean wanted =
                registry.discovers() || (settings.listNamed() && isWorthwhile() && (active || isWorthStarting()));
        if (wanted && !active) {
            active = true;
            startPass();
        } else if (!wanted && active) {
            stop();
        }
    }

    void stop() {
        active = false;
        coveredSince = null;
        failures = 0;
        counters.listingFailure = null;
        period(0);
        if (timer != null) {
            timer.dispose();
        }
        List.copyOf(passes).forEach(Pass::stop);
        passes.clear();
    }

    private boolean isWorthStarting() {
        return isRoundLongerThan(ROUND_SECONDS) && registry.clock().nanos() >= deniedUntil;
    }

    private boolean isRoundLongerThan(double seconds) {
        return counters.keys.get() > seconds * loop.rate();
    }

    private boolean isWorthwhile() {
        Whole last = whole;
        if (last == null) {
            return true;
        }
        int keys = counters.keys.get();
        int unreadForLong = isRoundLongerThan(SHORT_ROUND_SECONDS) ? keys : keys - counters.running.get();
        long listed = Math.min(unreadForLong, last.seen() + registry.joined() - last.joined());
        return (double) listed * ROWS_A_PAGE >= KEYS_A_PAGE * last.rows();
    }

    /** Whether passes end when they have seen what the last whole one saw: that may be on its first pages. */
    private boolean isCut(Whole last) {
        return !registry.discovers() && registry.joined() == last.joined();
    }

    private void startPass() {
        startedAt = registry.clock().nanos();
        Whole last = whole;
        boolean toTheEnd = last != null && pagesCut >= CUT_FOR * (long) last.pages();
        if (toTheEnd) {
            pagesCut = 0;
        }
        Pass<K, S, R, C> pass = new Pass<>(this, registry, loop, learning, listing, ++number, toTheEnd);
        passes.add(pass);
        pass.page();
        reconsider();
    }

    /** Starts the next pass when its time has come. */
    private void reconsider() {
        if (!active) {
            return;
        }
        if (timer != null) {
            timer.dispose();
        }
        long now = registry.clock().nanos();
        long left = startedAt + periodAt(now) - now;
        boolean free = passes.size() < MOST_PASSES && failures == 0;
        if (left <= 0 && free) {
            startPass();
        } else {
            timer = registry.later(this::reconsider, free ? Math.min(left, RECONSIDER_EVERY) : RECONSIDER_EVERY);
        }
    }

    /** From the start of one pass to the start of the next, so that their pages keep to the rate. */
    private long periodAt(long now) {
        Whole last = whole;
        long pages = last == null
                ? 1 + counters.keys.get() / ROWS_A_PAGE
                : isCut(last) ? last.lastUsefulPage() : last.pages();
        long period = Math.max(settings.sweepPause().toNanos(), pages * pageEvery(now));
        // A pass reads a page at a time. Passes overlap later on; until the first has ended, more begin if the rate has
        // room.
        return last == null && !registry.discovers() ? period / Math.max(1, pageTook / pageEvery(now)) : period;
    }

    /** How long a page must wait now; 0 or less if its turn has come, which then is taken. */
    long turn(long now) {
        long early = lastPageAt == Long.MIN_VALUE ? 0 : lastPageAt + pageEvery(now) - now;
        if (early > 0) {
            return Math.min(early, RECONSIDER_EVERY);
        }
        if (listing.pool().tryAcquire(1) == 0) {
            return Math.max(1, listing.pool().nanosToNext());
        }
        lastPageAt = now;
        return 0;
    }

    /** Time from page to page: what updates need of the same quota, they get. */
    private long pageEvery(long now) {
        double rate = listing.pool().rate();
        double starts = learning.startsPerSecond(now);
        // More than the quota allows were not made by calls that this quota counts, or are over.
        double left = starts > 2 * rate ? rate : rate - starts;
        return (long) (1e9 / Math.min(settings.listingsPerSecond(), Math.max(SLOWEST, left)));
    }

    /** Wall time at which the latest completed pass began: a key that is new since then was absent at that time. */
    @Nullable
    Long coveredSince() {
        return coveredSince;
    }

    /** Another's listing that began at {@code startedMillis} showed all keys there were. */
    void covered(long startedMillis) {
        if (!active) {
            coveredSince = startedMillis;
        }
    }

    /** Whether a pass that has read {@code pages} pages and seen {@code seen} watched keys has seen all there are. */
    boolean isEnough(int pages, int seen) {
        Whole last = whole;
        return last != null && isCut(last) && pages >= last.lastUsefulPage() && seen >= last.seen();
    }

    /** A page was read, which took {@code nanos}. */
    void succeeded(long nanos) {
        pageTook = nanos;
        failures = 0;
        counters.listingFailure = null;
        loop.accepted();
    }

    /**
     * A page was not read.
     *
     * @return when to try it again, in nanoseconds from now, or -1 if never
     */
    long failed(Outcome<Page<R>> outcome, long now) {
        failures++;
        Throwable error = null;
        if (outcome instanceof Outcome.Rejected<Page<R>> rejected) {
            error = rejected.error();
            loop.takeArrived(); // older ones, which were not rejected
            loop.rejected(error, now);
        } else if (outcome instanceof Outcome.Failed<Page<R>> failed) {
            error = failed.error();
            counters.failed(error, registry.clock().instant());
        } else if (outcome instanceof Outcome.Denied<Page<R>> denied) {
            error = denied.error();
            counters.failed(error, registry.clock().instant());
            registry.failStrict(error, feed -> feed.interest.listed() != null);
            if (!registry.discovers()) {
                deniedUntil = now + DENIED_PAUSE;
                stop(); // polls do without
                timer = registry.later(this::consider, DENIED_PAUSE);
                return -1;
            }
        }
        counters.listingFailure = registry.discovers() ? error : null;
        return PollLoop.spread(PollLoop.backoff(failures), number);
    }

    /**
     * A pass has ended.
     *
     * @param shown what it showed from end to end, null if it was cut short
     */
    void completed(Pass<K, S, R, C> pass, @Nullable Whole shown) {
        passes.remove(pass);
        counters.sweeps.incrementAndGet();
        coveredSince = pass.startedMillis;
        if (shown == null) {
            pagesCut += pass.pages();
        } else {
            whole = shown;
            wholeAt = registry.clock().nanos();
        }
        period(periodAt(registry.clock().nanos()));
        consider();
        reconsider();
    }

    private void period(long nanos) {
        counters.sweepNanos = nanos;
        loop.sweeping(nanos);
    }
}
