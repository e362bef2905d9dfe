// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.pace.Pace;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.poll.PollEngine;
import io.github.reactorwaiters.poll.PollEngine.Announced;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/**
 * Watches the state of Lambda functions by polling them, all over one engine and one API budget. Thread-safe; make one
 * per account and region, and share it.
 *
 * <p>Every stream here is lazy: nothing is called before the first subscription. Throttling, network trouble and refused
 * credentials end no stream: they are retried, slow the polling down, and show in {@link #health()};
 * {@link FunctionWatcherBuilder#strict} changes that for what will not pass by itself. Several subscribers of one function
 * share its polls.
 *
 * <p>All signals arrive on one worker, and no subscriber may block. It is the one of the budget's Scheduler
 * ({@code Schedulers.parallel()} by default) that all watchers to whom that budget was given share. A watcher that builds its
 * client, and was given neither a budget nor a Scheduler, works on that client's event loop, if {@code netty-resolver-dns} is on
 * the class path (Reactor Netty brings it): without it, looking up a host's name blocks that loop. Who subscribes to a closed
 * watcher, or requests what a wait has reached before, gets its signals at once, on the own thread.
 *
 * <pre>
 *   service   Pending.......Active.................InProgress....Successful.......
 *   polls     P---P-----P-----A-----------A-------------I---I-------S-------------
 *   watch     P(first seen)---A(became active)----------I(started)--S(completed)--
 *   await active -------------A|
 * </pre>
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html">Lambda function states</a>
 */
public final class FunctionWatcher implements AutoCloseable {
    private final PollEngine<FunctionName, FunctionSnapshot, FunctionConfiguration, FunctionStateChange> engine;
    private final Shared shared;
    private final Duration awaitTimeout;

    /** What all views of one watcher have in common. */
    private record Shared(
            ApiBudget budget,
            boolean strict,
            Function<? super FunctionSnapshot, String> classes,
            @Nullable Publisher<FunctionName> hints,
            AtomicBoolean hinted,
            Disposable.Swap hintSubscription,
            Disposable owned,
            LambdaCalls calls,
            ControlPlane controlPlane) {}

    private FunctionWatcher(
            PollEngine<FunctionName, FunctionSnapshot, FunctionConfiguration, FunctionStateChange> engine,
            Shared shared,
            Duration awaitTimeout) {
        this.engine = engine;
        this.shared = shared;
        this.awaitTimeout = awaitTimeout;
    }

    /** A watcher with all defaults, as {@link #builder(LambdaAsyncClient)} gives it. */
    public static FunctionWatcher create(LambdaAsyncClient client) {
        return builder(client).build();
    }

    /**
     * Settings of a watcher over your client, which stays yours to close.
     *
     * <p>For our calls its retries are switched off (at each call: a client that has none,
     * {@code AwsRetryStrategy.doNotRetry()}, is spared that cost), and its credentials provider is asked on
     * {@code Schedulers.boundedElastic()}, as {@link #builder()} says. What else it does on the thread that calls it (an
     * interceptor, its HTTP client) happens on the watcher's worker and must not block.
     */
    public static FunctionWatcherBuilder builder(LambdaAsyncClient client) {
        return new FunctionWatcherBuilder(Objects.requireNonNull(client, "client"));
    }

    /**
     * Settings of a watcher that builds, owns and closes its client: completion on one event-loop thread, no retries, host names
     * resolved without blocking where {@code netty-resolver-dns} is on the class path, credentials and region from the SDK's
     * default chain unless {@link FunctionWatcherBuilder#client} says otherwise.
     *
     * <p>Credentials are resolved on {@code Schedulers.boundedElastic()} at the first call, and held. The provider is asked
     * again while they serve when they are a minute old, and before the next call when they expire or the service does
     * not take them. If it fails, or does not answer within the call timeout, that counts as refused credentials.
     */
    public static FunctionWatcherBuilder builder() {
        return new FunctionWatcherBuilder(null);
    }

    /**
     * Emits the state of {@code function}, then each change of it.
     *
     * <p>Never completes, but when the watcher is closed. Fails only if the watcher is {@linkplain FunctionWatcherBuilder#strict strict}.
     * A function that does not exist is a state, too. Undelivered changes are merged to one. Cancelling stops its polls,
     * unless others watch it, and aborts the call under way.
     *
     * @throws IllegalArgumentException if {@code function} is an ARN of another region than the client's
     */
    public Flux<FunctionStateChange> watch(FunctionName function) {
        return watch(List.of(Objects.requireNonNull(function, "function")));
    }

    /**
     * Emits the state of each of {@code functions}, then each change of any of them; otherwise as
     * {@link #watch(FunctionName)}. Undelivered changes are merged to one per function.
     *
     * @throws IllegalArgumentException if {@code functions} is empty, or names an ARN of another region than the client's
     */
    public Flux<FunctionStateChange> watch(Collection<FunctionName> functions) {
        Objects.requireNonNull(functions, "functions");
        if (functions.isEmpty()) {
            throw new IllegalArgumentException("functions must name at least one function: " + functions);
        }
        List<FunctionName> wanted = List.copyOf(functions);
        wanted.forEach(shared.controlPlane()::requireHere);
        return stream(Flux.defer(() -> engine.watch(wanted, shared.strict())));
    }

    /** As {@link #watchAll(Predicate)}, of every function. */
    public Flux<FunctionStateChange> watchAll() {
        return watchAll(function -> true);
    }

    /**
     * Emits the state and then each change of all functions of the account and region that {@code filter} accepts: those
     * that there are, found by ListFunctions, and those created later. A deleted function is reported as such; if it is
     * created again, it appears again. Otherwise as {@link #watch(Collection)}.
     *
     * @param filter by plain name, such as {@link FunctionName#matching}; called on the watcher's worker, must not block
     */
    public Flux<FunctionStateChange> watchAll(Predicate<FunctionName> filter) {
        Objects.requireNonNull(filter, "filter");
        return stream(Flux.defer(() -> engine.watchListed(filter, shared.strict())));
    }

    /**
     * As {@link #watchAll(Predicate)}, but goes on where {@code earlier} ended: of the functions that it knew, only what has
     * changed since then, deletion included.
     */
    public Flux<FunctionStateChange> watchAll(Predicate<FunctionName> filter, EarlierWatch earlier) {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(earlier, "earlier");
        return stream(Flux.defer(() -> engine.watchListed(filter, earlier.within(filter), shared.strict())));
    }

    /**
     * Emits the function once it is Active, and completes.
     *
     * <p>Reads it after the subscription at least once, and twice before it takes it for absent: what was known before does not
     * count. Fails with {@link FunctionStateException} when it is Failed, Inactive without an update under way, being deleted or not there,
     * and with {@link AwaitTimeoutException} after the {@linkplain FunctionWatcherBuilder#awaitTimeout await timeout}. Throttling and
     * network trouble are waited out. Cancelling aborts the call under way.
     *
     * @throws IllegalArgumentException if {@code function} is an ARN of another region than the client's
     */
    public Mono<FunctionSnapshot> awaitActive(FunctionName function) {
        return await(function, Goal.ACTIVE);
    }

    /**
     * Emits the function once no update of it is under way and the last one was successful, and completes.
     *
     * <p>Whose update that was, it cannot know: to wait for your own, pass its response. Fails with
     * {@link FunctionStateException} when the last update failed; otherwise as {@link #awaitActive}.
     */
    public Mono<FunctionSnapshot> awaitUpdated(FunctionName function) {
        return await(function, Goal.UPDATED);
    }

    /**
     * As {@link #awaitUpdated(FunctionName)}, of the code update that answered {@code since} or of a later update. If that was
     * a moment ago, the first poll comes when the update may be over, by what was learned.
     */
    public Mono<FunctionSnapshot> awaitUpdated(FunctionName function, UpdateFunctionCodeResponse since) {
        return await(function, StartedUpdate.of(function, Objects.requireNonNull(since, "since")));
    }

    /** As {@link #awaitUpdated(FunctionName, UpdateFunctionCodeResponse)}, of a configuration update. */
    public Mono<FunctionSnapshot> awaitUpdated(FunctionName function, UpdateFunctionConfigurationResponse since) {
        return await(function, StartedUpdate.of(function, Objects.requireNonNull(since, "since")));
    }

    /**
     * Emits the function once it may be updated, and completes: Active or Inactive, and no update under way, whether the
     * last one was successful or not. Fails as {@link #awaitActive}, but not when it is Inactive.
     */
    public Mono<FunctionSnapshot> awaitUpdatable(FunctionName function) {
        return await(function, Goal.UPDATABLE);
    }

    /** Emits the function once it is there, in whatever state, and completes. Fails with {@link AwaitTimeoutException}. */
    public Mono<FunctionSnapshot> awaitExists(FunctionName function) {
        return await(function, Goal.EXISTING);
    }

    /**
     * Emits the absent function once two readings in a row did not find it, and completes. Fails with
     * {@link AwaitTimeoutException}.
     */
    public Mono<FunctionSnapshot> awaitDeleted(FunctionName function) {
        return await(function, Goal.DELETED);
    }

    /**
     * Emits a published version once it is Active, and completes; with SnapStart that takes minutes. Fails as
     * {@link #awaitActive}.
     *
     * @param version the function with its version or alias
     * @throws IllegalArgumentException if {@code version} has no qualifier, or it is {@code $LATEST}
     */
    public Mono<FunctionSnapshot> awaitPublished(FunctionName version) {
        Objects.requireNonNull(version, "version");
        String qualifier = version.qualifier();
        if (qualifier == null || qualifier.startsWith("$")) {
            throw new IllegalArgumentException(
                    "version must name a published version or an alias, such as orders:7: " + version);
        }
        return await(version, Goal.PUBLISHED);
    }

    /**
     * Emits the first state for which {@code predicate} holds, and completes.
     *
     * <p>Absent and unreadable are states, too. Fails with {@link AwaitTimeoutException}, or with what {@code predicate}
     * throws; otherwise as {@link #awaitActive}.
     *
     * @param predicate called with each reading on the watcher's worker, must not block
     */
    public Mono<FunctionSnapshot> await(FunctionName function, Predicate<? super FunctionSnapshot> predicate) {
        return await(function, Goal.matching(Objects.requireNonNull(predicate, "predicate")));
    }

    /**
     * This watcher with another timeout for its awaits: same engine, same budget; closing either closes both.
     *
     * @param timeout positive
     */
    public FunctionWatcher withAwaitTimeout(Duration timeout) {
        return new FunctionWatcher(engine, shared, FunctionWatcherBuilder.requirePositive("awaitTimeout", timeout));
    }

    /**
     * Says that {@code functions} may have changed, for example by an event: those that are watched are polled next. A
     * hint is never taken for truth. Returns at once.
     */
    public void hint(Collection<FunctionName> functions) {
        engine.hint(Objects.requireNonNull(functions, "functions"));
    }

    /**
     * What was learned of how long transitions take, and of how often the functions change that are watched now, to be given
     * to another watcher's {@linkplain FunctionWatcherBuilder#learned builder}. {@link PaceJson} writes it. Empty if this one
     * is closed. Emitted on the watcher's worker.
     */
    public Mono<PaceSnapshot> learned() {
        return engine.learned();
    }

    /**
     * Emits what was last read of each function that somebody watches or awaits now, in the order of their names, and
     * completes; makes no call. Functions not read yet are left out. Empty if the watcher is closed. Emitted on its worker.
     */
    public Flux<FunctionSnapshot> listWatched() {
        return engine.latest().flatMapIterable(latest -> latest.stream()
                .sorted(Comparator.comparing(seen -> seen.function().value()))
                .toList());
    }

    /** What it spends and what it has learned, now; cheap. */
    public WatcherStats stats() {
        return WatcherStats.of(
                engine.status(), shared.calls().tally.calls(), shared.budget().status());
    }

    /** How this watcher fares, now. */
    public WatcherHealth health() {
        return WatcherHealth.of(engine.status(), shared.budget());
    }

    /** The budget that its calls draw on, to share with other callers of the same account and region. */
    public ApiBudget budget() {
        return shared.budget();
    }

    /** Other calls through its client, out of the same budget. */
    public ControlPlane controlPlane() {
        return shared.controlPlane();
    }

    /**
     * Completes every watch, fails every await with {@link WatcherClosedException}, aborts the calls under way, and
     * closes the client if the watcher built it. After that nothing comes but the end, on the worker. Idempotent; does not
     * wait, so the client's threads end a little later.
     */
    @Override
    public void close() {
        shared.hintSubscription().dispose();
        engine.dispose();
        shared.owned().dispose();
    }

    private Flux<FunctionStateChange> stream(Flux<FunctionStateChange> changes) {
        Flux<FunctionStateChange> guarded = shared.strict()
                ? changes.handle((change, sink) -> {
                    String unreadable = change.after().reason();
                    if (unreadable == null) {
                        sink.next(change);
                    } else {
                        sink.error(new FunctionUnreadableException(change.function(), unreadable));
                    }
                })
                : changes;
        return guarded.doOnSubscribe(subscription -> takeHints())
                .onErrorMap(
                        error -> !(error instanceof FunctionWatcherException),
                        error -> shared.strict() ? new CallsRejectedException(error) : error);
    }

    private Mono<FunctionSnapshot> await(FunctionName function, Goal goal) {
        return await(function, goal, null);
    }

    private Mono<FunctionSnapshot> await(FunctionName function, StartedUpdate update) {
        return await(function, Goal.UPDATED, update);
    }

    private Mono<FunctionSnapshot> await(FunctionName function, Goal goal, @Nullable StartedUpdate update) {
        shared.controlPlane().requireHere(Objects.requireNonNull(function, "function"));
        return Mono.defer(() -> {
            takeHints();
            Announced<FunctionSnapshot> announced = update == null
                    ? null
                    : update.announced(shared.classes(), shared.budget().clock().instant());
            return engine.await(
                    function,
                    new FunctionAwait(
                            function, goal, update == null ? null : update.mark(), awaitTimeout, shared.strict()),
                    awaitTimeout,
                    announced);
        });
    }

    /** Subscribes to the hints with the first stream; a source that fails is subscribed again. */
    private void takeHints() {
        Publisher<FunctionName> hints = shared.hints();
        if (hints != null && shared.hinted().compareAndSet(false, true)) {
            shared.hintSubscription()
                    .update(Flux.from(hints)
                            .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                                    .maxBackoff(Duration.ofMinutes(1))
                                    .transientErrors(true)
                                    .scheduler(shared.budget().clock().scheduler()))
                            .subscribe(function -> engine.hint(List.of(function))));
        }
    }

    static FunctionWatcher of(FunctionWatcherBuilder settings) {
        ApiBudget budget = settings.effectiveBudget();
        Pace pace = settings.effectivePace(); // before the client: what a caller's code throws leaves nothing behind
        Disposable.Composite owned = Disposables.composite();
        LambdaAsyncClient client = settings.client;
        Supplier<Scheduler.Worker> worker = budget.clock()::worker;
        if (client == null) {
            TunedClient tuned =
                    TunedClient.build(settings.maxConcurrency, settings.clientOptions, new PermitGuard(budget));
            client = tuned.client();
            owned.add(tuned);
            worker = settings.namesScheduler() ? worker : () -> tuned.loop().workerBy(budget.clock());
        }
        LambdaCalls calls = new LambdaCalls(client, budget, settings.callTimeout, worker);
        owned.add(calls);
        PollEngine<FunctionName, FunctionSnapshot, FunctionConfiguration, FunctionStateChange> engine =
                new PollEngine<>(
                        new LambdaModel(settings.classes),
                        new PollEngine.Service<>(calls, calls, pace, settings.engineSettings()),
                        budget.clock(),
                        worker);
        Shared shared = new Shared(
                budget,
                settings.strict,
                settings.classes,
                settings.hints,
                new AtomicBoolean(),
                Disposables.swap(),
                owned,
                calls,
                new ControlPlane(client, budget, settings.callTimeout, calls));
        return new FunctionWatcher(engine, shared, settings.awaitTimeout);
    }
}
