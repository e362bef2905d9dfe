// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.poll.EngineSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

/** Settings of a {@link FunctionWatcher}. Not thread-safe; a built watcher does not change with its builder. */
public final class FunctionWatcherBuilder {
    /** As many as the SDK's HTTP client has connections by default: more would wait for a connection unseen. */
    private static final int DEFAULT_CONCURRENCY = 50;

    /** A hundred years: with today's date, still within a long of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    final @Nullable LambdaAsyncClient client;
    Consumer<LambdaAsyncClientBuilder> clientOptions = builder -> {};
    PaceLimits paceLimits = PaceLimits.defaults();
    PaceSnapshot learned = PaceSnapshot.EMPTY;
    Function<? super FunctionSnapshot, String> classes = FunctionWatcherBuilder::provisioning;
    boolean listNamed = true;
    int maxConcurrency = DEFAULT_CONCURRENCY;
    Duration callTimeout = Duration.ofSeconds(10);
    Duration awaitTimeout = Duration.ofMinutes(10);
    double listingsPerSecond = 5;
    Duration listingPause = Duration.ofSeconds(2);
    boolean strict;

    @Nullable
    Publisher<FunctionName> hints;

    private @Nullable ApiBudget budget;
    private @Nullable Double budgetShare;
    private @Nullable Supplier<? extends Pace> pace;
    private @Nullable Supplier<Scheduler> scheduler;

    FunctionWatcherBuilder(@Nullable LambdaAsyncClient client) {
        this.client = client;
    }

    /**
     * Sets region, credentials, endpoint and the like on the client that the watcher builds. Default: the SDK's default
     * chain. With an HTTP client of its own, name a {@link #scheduler}: the event loop on which the watcher may work is not that
     * client's. Retries are left out: each call is one attempt, within the budget.
     *
     * @throws IllegalStateException if the watcher was given a client
     */
    public FunctionWatcherBuilder client(Consumer<LambdaAsyncClientBuilder> options) {
        Objects.requireNonNull(options, "options");
        if (client != null) {
            throw new IllegalStateException("client options do not apply to a client that is already built");
        }
        this.clientOptions = options;
        return this;
    }

    /**
     * The part of AWS's quotas to use, in (0, 1]. Default: 0.8, that is 80 GetFunction calls and 12 others a second.
     */
    public FunctionWatcherBuilder budgetShare(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("budgetShare must be above 0 and at most 1: " + share);
        }
        this.budgetShare = share;
        return this;
    }

    /**
     * A budget shared with others, or of other quotas than AWS's; brings its own clock, and with it the worker that all watchers
     * that are given it share. Default: one of its own.
     */
    public FunctionWatcherBuilder budget(ApiBudget budget) {
        this.budget = Objects.requireNonNull(budget, "budget");
        return this;
    }

    /**
     * The Scheduler whose clock and worker drive everything. Default: the clock of {@code Schedulers.parallel()}, asked at first
     * use, and its worker; or a worker on the event loop of the client that the watcher builds, as {@link FunctionWatcher}
     * says, but not where a Scheduler of virtual time stands for {@code Schedulers.parallel()}.
     */
    public FunctionWatcherBuilder scheduler(Scheduler scheduler) {
        Objects.requireNonNull(scheduler, "scheduler");
        this.scheduler = () -> scheduler;
        return this;
    }

    /** How eagerly functions are polled, within the budget. Default: {@link PaceLimits#defaults()}. */
    public FunctionWatcherBuilder paceLimits(PaceLimits limits) {
        this.paceLimits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * What another watcher has {@linkplain FunctionWatcher#learned() learned}, to start warm. Default: nothing.
     */
    public FunctionWatcherBuilder learned(PaceSnapshot learned) {
        this.learned = Objects.requireNonNull(learned, "learned");
        return this;
    }

    /**
     * Which functions take alike to be provisioned: durations are learned per class, and per kind of transition (create,
     * code, configuration, version). Default: {@link FunctionSnapshot#provisioning()}.
     *
     * @param classes gives the class of a function; few different ones, short, never null; called on the watcher's worker,
     *     must not block
     */
    public FunctionWatcherBuilder classes(Function<? super FunctionSnapshot, String> classes) {
        this.classes = Objects.requireNonNull(classes, "classes");
        return this;
    }

    /**
     * Another pace than ours, for comparisons. Default: {@link LearnedPace}, with the {@linkplain #paceLimits limits} and what
     * was {@linkplain #learned learned}.
     *
     * @param pace called once for each watcher built
     */
    public FunctionWatcherBuilder pace(Supplier<? extends Pace> pace) {
        this.pace = Objects.requireNonNull(pace, "pace");
        return this;
    }

    /**
     * Most calls under way at a time, 1 to 10,000; not above the connections of a client of yours. Default: 50. A watcher
     * begins with one, and one more for each answer or tenth of a second, since a new client's first calls arrive together.
     */
    public FunctionWatcherBuilder maxConcurrency(int calls) {
        if (calls < 1 || calls > 10_000) {
            throw new IllegalArgumentException("maxConcurrency must be 1 to 10000: " + calls);
        }
        this.maxConcurrency = calls;
        return this;
    }

    /**
     * When a call that was not answered is aborted and counts as failed; positive, at most 100 years. Default: 10 s. A client of yours may give up sooner: the
     * SDK's by its {@code readTimeout} of 30 s.
     */
    public FunctionWatcherBuilder callTimeout(Duration timeout) {
        this.callTimeout = requireCountable("callTimeout", timeout);
        return this;
    }

    /** How long an await waits before it fails, positive; longer than a century is as good as for ever. Default: 10 min. */
    public FunctionWatcherBuilder awaitTimeout(Duration timeout) {
        this.awaitTimeout = requirePositive("awaitTimeout", timeout);
        return this;
    }

    /**
     * Most ListFunctions calls a second, above 0 and at most 1,000; each shows 50 functions. They come out of
     * the 15 a second that updates need, too. Default: 5.
     */
    public FunctionWatcherBuilder listingsPerSecond(double rate) {
        if (!(rate > 0 && rate <= 1000)) {
            throw new IllegalArgumentException("listingsPerSecond must be above 0 and at most 1000: " + rate);
        }
        this.listingsPerSecond = rate;
        return this;
    }

    /**
     * Whether functions that are watched by name are listed, too, when they are too many to be polled within seconds and a page
     * shows at least two of them. A role that may not list does without. Default: true.
     */
    public FunctionWatcherBuilder listNamed(boolean listNamed) {
        this.listNamed = listNamed;
        return this;
    }

    /**
     * Shortest time from the start of one listing of all functions to the start of the next, positive, at most 100 years; beside the first listing for
     * functions watched by name, others may start sooner. Default: 2 s.
     */
    public FunctionWatcherBuilder listingPause(Duration pause) {
        this.listingPause = requireCountable("listingPause", pause);
        return this;
    }

    /**
     * Whether streams fail, instead of going on, on what does not pass by itself: a function that may not be read
     * ({@link FunctionUnreadableException}), missing, expired or wrong credentials, a listing that is not allowed
     * ({@link CallsRejectedException}). Default: false.
     */
    public FunctionWatcherBuilder strict(boolean strict) {
        this.strict = strict;
        return this;
    }

    /**
     * Functions that may have changed, as events tell; polled next if they are watched. Subscribed with the first stream,
     * again 1 s after it failed, then 2, 4 and up to 60 if it fails again before it has told of a function, until the watcher is
     * closed. Default: none.
     */
    public FunctionWatcherBuilder hints(Publisher<FunctionName> hints) {
        this.hints = Objects.requireNonNull(hints, "hints");
        return this;
    }

    /**
     * The watcher. Calls Lambda not yet; but if the watcher builds its client and the region is not set, the SDK looks for
     * one here, on the caller's thread: in the environment, profile files, and at last the instance's metadata service,
     * which may take seconds.
     *
     * @throws IllegalStateException if a budget is set, and a share or a scheduler too; if no region is found
     */
    public FunctionWatcher build() {
        return FunctionWatcher.of(this);
    }

    Pace effectivePace() {
        return pace == null ? new LearnedPace(paceLimits, learned) : pace.get();
    }

    EngineSettings engineSettings() {
        return new EngineSettings(maxConcurrency, listingsPerSecond, listNamed, listingPause);
    }

    private static String provisioning(FunctionSnapshot function) {
        String provisioning = function.provisioning();
        return provisioning == null ? "unknown" : provisioning;
    }

    /** Whether the caller said on which one to work. */
    boolean namesScheduler() {
        return budget != null || scheduler != null;
    }

    ApiBudget effectiveBudget() {
        if (budget != null) {
            if (budgetShare != null || scheduler != null) {
                throw new IllegalStateException("a budget brings its own share and scheduler: set either");
            }
            return budget;
        }
        return ApiBudget.of(
                ApiBudget.GET_FUNCTION_QUOTA,
                ApiBudget.CONTROL_PLANE_QUOTA,
                budgetShare == null ? PermitPool.DEFAULT_SHARE : budgetShare,
                scheduler == null ? Schedulers::parallel : scheduler);
    }

    static Duration requirePositive(String name, Duration value) {
        Objects.requireNonNull(value, name + " must be given: it is null");
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }

    static Duration requireCountable(String name, Duration value) {
        if (requirePositive(name, value).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be positive, at most " + LONGEST + ": " + value);
        }
        return value;
    }
}
