// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A log on a Redis of its own, and what is written to it and read. */
final class WrittenLog implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(10);

    final RedisServer redis = RedisServer.start();
    final RedisStore store = RedisStore.at(redis.uri());
    final ChangeLog log = new ChangeLog(store, ChangeLog.Retention.DEFAULT);

    /** How many of each shard were written under its latest lease. */
    final Map<Shard, Long> batches = new HashMap<>();

    private final List<Disposable> untilTheEnd = new ArrayList<>();

    @Override
    public void close() {
        untilTheEnd.forEach(Disposable::dispose);
        store.close();
        redis.close();
    }

    void untilTheEnd(Disposable running) {
        untilTheEnd.add(running);
    }

    ShardLease lease(Shard shard) {
        String key = store.keys().owner(shard);
        List<Object> reply = Objects.requireNonNull(
                store.<Object>run(Script.BEAT, List.of(store.keys().replicas(), key), List.of("me", "10000", ""))
                        .block(SOON));
        batches.put(shard, 0L);
        return new ShardLease(shard, (String) reply.get(2), () -> true);
    }

    /** The number of the next. */
    long batch(Shard shard) {
        return batches.merge(shard, 1L, Long::sum);
    }

    void append(ShardLease lease, FunctionStateChange... batch) {
        log.append(lease, batch(lease.shard()), List.of(batch), 0).block(SOON);
    }

    void write(ShardLease lease, int count) {
        untilTheEnd.add(writes(lease, count).subscribe());
        Eventually.within(
                SOON, () -> assertThat(redis.commands().xlen(store.keys().changes(lease.shard())))
                        .isEqualTo(count));
    }

    /** One change a batch, one batch after another. */
    Flux<Long> writes(ShardLease lease, int count) {
        Changes own = new Changes();
        return Flux.range(0, count)
                .concatMap(i ->
                        Mono.defer(() -> log.append(lease, batch(lease.shard()), List.of(own.update("f" + i % 37)), 0)
                                .thenReturn((long) i)));
    }

    LogReader reader(ChangeLog of) {
        return new LogReader(store, of, new SchedulerClock(Schedulers::parallel), (shard, function) -> true);
    }

    /** Everything that a replica reads from now on. */
    List<FunctionStateChange> read() {
        LogReader reader = reader(log);
        reader.start(10).block(SOON);
        return told(reader);
    }

    /** Everything that a reader which has started tells. */
    List<FunctionStateChange> told(LogReader reader) {
        List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        untilTheEnd.add(reader.changes().subscribe(told::add));
        return told;
    }
}
