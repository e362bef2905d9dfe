// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The shards that this replica polls. With each beat it tells Redis that it lives, renews its leases, and takes free shards
 * up to its share; what it has above its share, it gives back. It works on a shard only while it holds the lease by its own
 * clock: with a tenth of the TTL as margin, that is over before Redis lets another replica have it. State is confined to one
 * worker.
 */
final class ShardLeases implements Disposable {
    private static final Duration SLOWEST_BEAT = Duration.ofSeconds(1);
    private static final int BEATS_A_TTL = 5;

    private final RedisStore store;
    private final SchedulerClock clock;
    private final Duration ttl;
    private final Duration beat;
    private final Function<ShardLease, Publisher<?>> work;
    private final Scheduler loop;
    private final Disposable.Swap beating = Disposables.swap();
    private final Disposable.Swap expiry = Disposables.swap();

    private final Sinks.Empty<Void> left = Sinks.empty();

    private final Map<Shard, Held> held = new LinkedHashMap<>();
    private Set<Shard> shards = Set.of();
    private volatile @Nullable String name;

    /** Until when the leases of the latest answer hold, by our clock; also read by those who ask for permits. */
    private volatile long heldUntil;

    private volatile boolean closed;
    private volatile Status status = new Status(null, 1, Set.of(), null, null);

    /** A lease and the work done under it. */
    private record Held(ShardLease lease, AtomicBoolean current, Disposable.Swap work) {}

    /**
     * How this replica stands.
     *
     * @param replica its name, null before it joined
     * @param replicas replicas alive by the latest answer, 1 before the first
     * @param owned shards that it polls
     * @param trouble why the latest beat failed, null if it did not
     * @param since since when beats fail, null if they do not
     */
    record Status(
            @Nullable String replica,
            int replicas,
            Set<Shard> owned,
            @Nullable Throwable trouble,
            @Nullable Instant since) {}

    /**
     * The leases of a replica that joins when {@link #start} is called.
     *
     * @param work what is done with a shard while it is held; cancelled when it is not
     */
    ShardLeases(RedisStore store, SchedulerClock clock, Duration ttl, Function<ShardLease, Publisher<?>> work) {
        this.store = store;
        this.clock = clock;
        this.ttl = ttl;
        Duration fraction = ttl.dividedBy(BEATS_A_TTL);
        this.beat = fraction.compareTo(SLOWEST_BEAT) < 0 ? fraction : SLOWEST_BEAT;
        this.work = work;
        this.loop = Schedulers.single(clock.scheduler());
    }

    void start() {
        beating.update(Mono.defer(this::beat)
                .then(Mono.delay(beat, clock.scheduler()))
                .repeat()
                .subscribe(tick -> {}, this::tell));
    }

    /** What there is to be polled, from now on. */
    void shards(Collection<Shard> all) {
        Set<Shard> wanted = new LinkedHashSet<>(all);
        execute(() -> shards = wanted);
    }

    Status status() {
        return status;
    }

    /** Completes once {@link #dispose} has given the leases back, or Redis could not be reached. */
    Mono<Void> left() {
        return left.asMono();
    }

    /** Ends the work, and gives all leases back if Redis can be reached; does not wait. */
    @Override
    public void dispose() {
        if (!closed) {
            closed = true;
            beating.dispose();
            execute(() -> {
                List<ShardLease> leases = endAll();
                tell(status.trouble());
                String joined = name;
                Mono<Void> given = joined == null ? Mono.empty() : give(joined, leases, true);
                expiry.update(given.doFinally(signal -> {
                            var unused = left.tryEmitEmpty();
                            loop.dispose();
                        })
                        .subscribe(done -> {}, error -> {}));
            });
        }
    }

    @Override
    public boolean isDisposed() {
        return closed;
    }

    private Mono<Void> beat() {
        Duration patience = ttl.dividedBy(3);
        return joined().flatMap(this::ask)
                .timeout(patience, clock.scheduler())
                .onErrorResume(
                        error -> Mono.<Void>fromRunnable(() -> tell(error)).subscribeOn(loop));
    }

    /** Our name, with the number of our joining in front: those who came first keep what they have. */
    private Mono<String> joined() {
        String known = name;
        if (known != null) {
            return Mono.just(known);
        }
        return store.commands()
                .flatMap(redis -> redis.incr(store.keys().joined()))
                .map(number -> String.format(
                        "%010d-%s",
                        number, Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36)))
                .publishOn(loop)
                .doOnNext(given -> name = given);
    }

    private Mono<Void> ask(String replica) {
        return Mono.defer(() -> {
                    Map<Shard, String> asked = new LinkedHashMap<>();
                    List<String> keys = new ArrayList<>(List.of(store.keys().replicas()));
                    for (Shard shard : shards) {
                        Held known = held.get(shard);
                        asked.put(shard, known == null ? "" : known.lease().fence());
                        keys.add(store.keys().owner(shard));
                    }
                    List<String> arguments = new ArrayList<>(List.of(replica, Long.toString(ttl.toMillis())));
                    arguments.addAll(asked.values());
                    long askedAt = clock.nanos();
                    return store.<Object>run(Script.BEAT, keys, arguments)
                            .publishOn(loop)
                            .flatMap(reply -> take(replica, asked, reply, askedAt));
                })
                .subscribeOn(loop);
    }

    /** What Redis answered to a beat that was sent at {@code askedAt}, with the fences that were held then. */
    private Mono<Void> take(String replica, Map<Shard, String> asked, List<Object> reply, long askedAt) {
        long until = askedAt + ttl.toNanos() - ttl.toNanos() / 10;
        if (closed || clock.nanos() >= until) {
            return Mono.empty(); // too old to say anything
        }
        int replicas = ((Long) reply.get(0)).intValue();
        int share = ((Long) reply.get(1)).intValue();
        Set<Shard> missing = new LinkedHashSet<>(held.keySet());
        Map<Shard, String> gained = new LinkedHashMap<>();
        List<ShardLease> given = new ArrayList<>();
        int next = 2;
        for (Map.Entry<Shard, String> known : asked.entrySet()) {
            Shard shard = known.getKey();
            String fence = (String) reply.get(next++);
            if (fence.isEmpty()) {
                continue;
            }
            Held holding = held.get(shard);
            if (!fence.equals(known.getValue())) {
                gained.put(shard, fence);
            } else if (holding != null && holding.lease().fence().equals(fence)) {
                missing.remove(shard);
            } else {
                // It ended meanwhile, and Redis renewed it. What is written under a fence is counted: another is
                // needed.
                given.add(new ShardLease(shard, fence, () -> false));
            }
        }
        for (Shard shard : missing) {
            Held holding = held.get(shard);
            if (holding != null) {
                given.add(end(holding)); // no longer ours, or no longer to be polled
            }
        }
        heldUntil = until; // only now: what has just ended was still said to be held
        gained.forEach(this::hold);
        given.addAll(excess(share));
        gained.keySet().forEach(this::begin);
        tell(replicas);
        expiry.update(loop.schedule(this::expire, until - clock.nanos(), TimeUnit.NANOSECONDS));
        return given.isEmpty() ? Mono.empty() : give(replica, given, false);
    }

    private List<ShardLease> excess(int share) {
        List<Held> all = new ArrayList<>(held.values());
        List<ShardLease> given = new ArrayList<>();
        for (int i = all.size() - 1; i >= share; i--) {
            given.add(end(all.get(i)));
        }
        return given;
    }

    private void hold(Shard shard, String fence) {
        AtomicBoolean current = new AtomicBoolean(true);
        ShardLease lease = new ShardLease(shard, fence, () -> current.get() && clock.nanos() < heldUntil);
        held.put(shard, new Held(lease, current, Disposables.swap()));
    }

    private void begin(Shard shard) {
        Held known = held.get(shard);
        if (known != null) {
            known.work()
                    .update(Flux.from(work.apply(known.lease()))
                            .subscribe(
                                    item -> {},
                                    error -> execute(() -> over(known.lease())),
                                    () -> execute(() -> over(known.lease()))));
        }
    }

    /** The work is over: if it was fenced off, another has the shard; else the next beat brings a new lease. */
    private void over(ShardLease lease) {
        Held known = held.get(lease.shard());
        if (known != null && known.lease().fence().equals(lease.fence())) {
            end(known);
            tell(status.trouble());
        }
    }

    private ShardLease end(Held known) {
        known.current().set(false);
        known.work().dispose();
        held.remove(known.lease().shard(), known);
        return known.lease();
    }

    private List<ShardLease> endAll() {
        return List.copyOf(held.values()).stream().map(this::end).toList();
    }

    /** No answer renewed the leases in time. */
    private void expire() {
        if (clock.nanos() >= heldUntil) {
            endAll();
            tell(status.trouble());
        }
    }

    private Mono<Void> give(String replica, List<ShardLease> leases, boolean leaving) {
        List<String> keys = new ArrayList<>();
        keys.add(store.keys().replicas());
        List<String> arguments = new ArrayList<>(List.of(replica, leaving ? "1" : "0"));
        for (ShardLease lease : leases) {
            keys.add(store.keys().owner(lease.shard()));
            arguments.add(lease.fence());
        }
        return store.<Object>run(Script.RELEASE, keys, arguments)
                .timeout(ttl.dividedBy(3), clock.scheduler())
                .onErrorComplete()
                .then();
    }

    private void tell(int replicas) {
        status = new Status(name, replicas, Set.copyOf(held.keySet()), null, null);
    }

    private void tell(@Nullable Throwable trouble) {
        Instant since = status.since();
        status = new Status(
                name,
                status.replicas(),
                Set.copyOf(held.keySet()),
                trouble,
                trouble == null ? null : since == null ? clock.instant() : since);
    }

    private void execute(Runnable task) {
        try {
            loop.schedule(task);
        } catch (RejectedExecutionException ended) {
            // Nothing is held any more.
        }
    }
}
