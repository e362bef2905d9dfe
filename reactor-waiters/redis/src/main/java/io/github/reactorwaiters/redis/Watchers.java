// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.ChangeHubBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Watches many accounts and regions together with other replicas of this service, over one Redis. Each shard is polled by one
 * replica at a time, out of one budget for all of them; what has changed goes to a log, which every replica reads.
 * Thread-safe; make one per process.
 *
 * <p>Functions are told apart by their ARN. While Redis cannot be reached, polling goes on until the lease ends, and then
 * stops; readers get nothing new. When it is back, everything goes on, and what has changed meanwhile is told once.
 */
public final class Watchers implements AutoCloseable {
    private static final int MOST_RECENT = 1_000_000;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final RedisStore store;
    private final SchedulerClock clock;
    private final ChangeLog log;
    private final ShardLeases leases;
    private final SharedBudgets budgets;
    private final Map<Shard, ShardPolling> polling = new ConcurrentHashMap<>();

    /** Why a shard's watcher could not be made or ended, until the next one polls. */
    private final Map<Shard, Throwable> failures = new ConcurrentHashMap<>();

    /** Those that read now, or try to. */
    private final Set<LogReader> readers = ConcurrentHashMap.newKeySet();

    private volatile Map<Shard, WatchedShard> shards = Map.of();

    private Watchers(WatchersBuilder settings) {
        this.store = settings.store;
        this.clock = settings.clock();
        this.log = new ChangeLog(store, settings.retention);
        this.leases = new ShardLeases(store, clock, settings.leaseTtl, this::poll);
        this.budgets = new SharedBudgets(store, clock, () -> leases.status().replicas());
    }

    /** Settings of watchers over {@code store}, which stays yours to close, after them. */
    public static WatchersBuilder over(RedisStore store) {
        return new WatchersBuilder(store);
    }

    static Watchers start(WatchersBuilder settings) {
        Watchers watchers = new Watchers(settings);
        watchers.shards(settings.shards);
        watchers.leases.start();
        return watchers;
    }

    /**
     * What there is to watch from now on; the other replicas must be told the same, or nothing at all: such a replica reads
     * what they write. Returns at once.
     *
     * <p>A shard that this replica polls and whose settings do not equal those before is polled anew with these, from where it
     * was: new calls begin within a second or two. Lambdas, and so the filters of {@link FunctionName#matching}, are equal
     * if they are the same object: keep those that stay. {@link WatchedShard#of} with equal credentials is equal.
     * Of functions that are no longer watched nothing is told: see {@link #changes}.
     */
    public void shards(Collection<WatchedShard> shards) {
        Objects.requireNonNull(shards, "shards");
        Map<Shard, WatchedShard> wanted = new LinkedHashMap<>();
        for (WatchedShard shard : shards) {
            if (wanted.put(shard.shard(), shard) != null) {
                throw new IllegalArgumentException("shards must differ: " + shard.shard() + " is there twice");
            }
        }
        this.shards = wanted;
        failures.keySet().retainAll(wanted.keySet());
        leases.shards(wanted.keySet());
        polling.forEach((shard, owned) -> owned.endUnless(wanted.get(shard)));
    }

    /**
     * Emits the state of every function of every shard, then each change of any of them, whoever polls it. Numbers and order
     * are the same for all replicas, and over restarts. If Redis loses what it had taken, changes may come again, with new
     * numbers, and replicas tell the next change of a function each from what it told before.
     *
     * <p>The first states leave out functions that the {@linkplain WatchedShard#functions filter} of this replica refuses. If it
     * comes to refuse one later, that is no deletion, and nothing is told: the function stays as it was told last.
     *
     * <p>Never completes. While Redis cannot be reached, waits. Cancelling closes the subscription's connection.
     */
    public Flux<FunctionStateChange> changes() {
        return Flux.using(
                this::reader,
                reader -> started(reader, 1)
                        .flatMapMany(start -> Flux.fromIterable(start.latest()).concatWith(reader.changes())),
                readers::remove);
    }

    /**
     * Emits a hub over {@link #changes} once Redis was reached. Its clients may leave one replica and go on at another: the
     * positions are the same.
     *
     * @param settings of the hub
     * @param recentChanges how many recent changes it begins with, about, of all shards together, 1 to 1,000,000
     */
    public Mono<ChangeHub> hub(UnaryOperator<ChangeHubBuilder> settings, int recentChanges) {
        Objects.requireNonNull(settings, "settings");
        if (recentChanges < 1 || recentChanges > MOST_RECENT) {
            throw new IllegalArgumentException("recentChanges must be 1 to " + MOST_RECENT + ": " + recentChanges);
        }
        return Mono.defer(() -> {
            LogReader reader = reader();
            Flux<FunctionStateChange> changes = reader.changes().doFinally(end -> readers.remove(reader));
            return started(reader, recentChanges)
                    .map(start -> settings.apply(
                                    ChangeHub.of(this::health, changes).recentChanges(recentChanges))
                            .scheduler(clock.scheduler())
                            .startingFrom(start.at(reader.position()))
                            .start())
                    .doOnError(error -> readers.remove(reader))
                    .doOnCancel(() -> readers.remove(reader));
        });
    }

    /**
     * The budget of a shard, for calls of this replica besides the polls, such as a rollout's. Ask again after the shard was given
     * other quotas.
     *
     * @throws IllegalArgumentException if the shard is not watched
     */
    public ApiBudget budget(Shard shard) {
        WatchedShard watched = shards.get(Objects.requireNonNull(shard, "shard"));
        if (watched == null) {
            throw new IllegalArgumentException("shard is not watched: " + shard);
        }
        return budgets.budget(shard, watched.quotas());
    }

    /** The name by which Redis knows this replica, null before it was reached. */
    public @Nullable String replica() {
        return leases.status().replica();
    }

    /** The shards that this replica polls now. */
    public Set<Shard> owned() {
        return leases.status().owned();
    }

    /** Replicas alive, this one included, as Redis told last. */
    public int replicas() {
        return leases.status().replicas();
    }

    /**
     * How this replica, those of its subscribers and hubs that read the log, and the watchers of the shards that it polls fare,
     * as one.
     */
    public WatcherHealth health() {
        List<WatcherHealth> each = polling.values().stream()
                .map(ShardPolling::watcher)
                .filter(Objects::nonNull)
                .map(FunctionWatcher::health)
                .toList();
        Throwable failure = failures.entrySet().stream()
                .filter(failed -> {
                    ShardPolling owned = polling.get(failed.getKey());
                    return owned == null || owned.watcher() == null;
                })
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(this::readingTrouble);
        return CommonHealth.of(each, leases, failure);
    }

    /** Ends polling and gives the shards back; completes when Redis was told, or could not be reached. */
    public Mono<Void> leave() {
        return Mono.fromRunnable(this::close).then(leases.left());
    }

    /** As {@link #leave}, without waiting. Idempotent. */
    @Override
    public void close() {
        leases.dispose();
        budgets.dispose();
    }

    private LogReader reader() {
        LogReader reader = new LogReader(store, log, clock, this::isWatched);
        readers.add(reader);
        return reader;
    }

    /** As far as this replica was told: of a shard that it was told nothing of, all are. */
    private boolean isWatched(Shard shard, FunctionName function) {
        WatchedShard known = shards.get(shard);
        return known == null || known.functions().test(function);
    }

    private @Nullable Throwable readingTrouble() {
        return readers.stream()
                .map(LogReader::trouble)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private Mono<LogStart> started(LogReader reader, int recent) {
        return reader.start(recent)
                .timeout(Duration.ofSeconds(10), clock.scheduler())
                .doOnError(reader::failed)
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY).scheduler(clock.scheduler()));
    }

    private Publisher<?> poll(ShardLease lease) {
        WatchedShard watched = shards.get(lease.shard());
        if (watched == null) {
            return Mono.empty();
        }
        return Flux.using(
                () -> {
                    ShardPolling owned = new ShardPolling(
                            watched,
                            lease,
                            budgets.budget(lease, watched.quotas()),
                            log,
                            () -> failures.remove(lease.shard()));
                    polling.put(lease.shard(), owned);
                    owned.endUnless(shards.get(lease.shard())); // they may just have changed
                    return owned;
                },
                owned -> owned.run().doOnError(error -> {
                    if (!(error instanceof ChangeLog.FencedException)) {
                        failures.put(lease.shard(), error);
                    }
                }),
                ended -> {
                    polling.remove(lease.shard(), ended);
                    ended.dispose();
                });
    }
}
