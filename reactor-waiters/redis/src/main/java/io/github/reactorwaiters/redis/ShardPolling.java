// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.Presence;
import io.github.reactorwaiters.poll.EngineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Polls a shard while this replica owns it, from where the last owner ended, and writes what has changed to the log. */
final class ShardPolling implements Disposable {
    private static final int MOST = 64;
    private static final Duration GATHER = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration SAY_COMPLETE = Duration.ofSeconds(10);

    private final WatchedShard settings;
    private final ShardLease lease;
    private final ApiBudget budget;
    private final ChangeLog log;
    private final Runnable made;
    private final Scheduler scheduler;

    private final Sinks.Empty<Void> ended = Sinks.empty();

    private @Nullable FunctionWatcher watcher;
    private boolean disposed;

    /** The functions that the log knows; confined to the chain that writes. */
    private final Set<FunctionName> known = new HashSet<>();

    private long batches;

    /**
     * Polls nothing yet.
     *
     * @param made called when there is a watcher
     */
    ShardPolling(WatchedShard settings, ShardLease lease, ApiBudget budget, ChangeLog log, Runnable made) {
        this.settings = settings;
        this.lease = lease;
        this.budget = budget;
        this.log = log;
        this.made = made;
        this.scheduler = budget.clock().scheduler();
    }

    /** Completes after {@link #endUnless} ended it; fails with {@link ChangeLog.FencedException} if another owns the shard. */
    Flux<Void> run() {
        return log.earlier(settings.shard())
                .timeout(PATIENCE, scheduler)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY).scheduler(scheduler))
                // The SDK reads files and looks for a region when a client is built.
                .publishOn(Schedulers.boundedElastic())
                .flatMapMany(this::watch)
                .takeUntilOther(ended.asMono());
    }

    /** Ends if the shard has other settings now: it is to be taken and polled anew. If it has none, its lease is given back. */
    void endUnless(@Nullable WatchedShard wanted) {
        if (wanted != null && !wanted.equals(settings)) {
            var unused = ended.tryEmitEmpty();
        }
    }

    /** The watcher, null before it polls. */
    synchronized @Nullable FunctionWatcher watcher() {
        return watcher;
    }

    /** Aborts the calls under way. */
    @Override
    public void dispose() {
        FunctionWatcher running;
        synchronized (this) {
            disposed = true;
            running = watcher;
        }
        if (running != null) {
            close(running);
        }
    }

    private Flux<Void> watch(EarlierWatch earlier) {
        FunctionWatcher built = settings.watcher().get().budget(budget).build();
        synchronized (this) {
            if (disposed) {
                close(built);
                return Flux.empty();
            }
            watcher = built;
        }
        made.run();
        List<FunctionName> unwatched = new ArrayList<>();
        for (FunctionStateChange change : earlier.latest()) {
            FunctionName function = change.function();
            if (settings.functions().test(function)) {
                known.add(function);
            } else {
                unwatched.add(function);
            }
        }
        Flux<List<FunctionStateChange>> changes =
                built.watchAll(settings.functions(), earlier).bufferTimeout(MOST, GATHER, scheduler, true);
        Flux<List<FunctionStateChange>> nothing =
                Flux.interval(SAY_COMPLETE, scheduler).onBackpressureDrop().map(tick -> List.of());
        return Flux.fromIterable(unwatched)
                .buffer(MOST)
                .concatMap(functions -> write(number -> log.drop(lease, number, functions)))
                .thenMany(Flux.merge(1, changes, nothing).concatMap(batch -> write(built, batch), 1));
    }

    private Mono<Void> write(FunctionWatcher polling, List<FunctionStateChange> batch) {
        for (FunctionStateChange change : batch) {
            if (change.after().presence() == Presence.ABSENT) {
                known.remove(change.function());
            } else {
                known.add(change.function());
            }
        }
        long complete = completeAt(polling.health().engine());
        if (batch.isEmpty() && complete == 0) {
            return Mono.empty();
        }
        return write(number -> log.append(lease, number, batch, complete));
    }

    private Mono<Void> write(LongFunction<Mono<Void>> writing) {
        long number = ++batches;
        return Mono.defer(() ->
                        lease.isValid() ? writing.apply(number) : Mono.error(new ChangeLog.FencedException(lease)))
                .timeout(PATIENCE, scheduler)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY)
                        .filter(error -> !(error instanceof ChangeLog.FencedException))
                        .scheduler(scheduler));
    }

    /** A time at which the functions in the log were all there were, in epoch milliseconds; 0 if there is none yet. */
    private long completeAt(EngineStatus engine) {
        if (engine.sweeps() == 0 || known.size() < engine.keys()) {
            return 0;
        }
        long sinceListed =
                Math.max(SAY_COMPLETE.toMillis(), 4 * engine.sweepPeriod().toMillis());
        return budget.clock().instant().toEpochMilli() - sinceListed;
    }

    /** Its calls were aborted when the subscription to it was cancelled; its SDK client may take its time. */
    private static void close(FunctionWatcher ended) {
        var unused = Schedulers.boundedElastic().schedule(ended::close);
    }
}
