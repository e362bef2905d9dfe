// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The changes of every shard and how each function is, in Redis. Written by a shard's owner only: Redis checks its fence,
 * and writes change and state in one step. Thread-safe.
 */
final class ChangeLog {
    private static final int SCAN = 500;

    private final RedisStore store;
    private final Retention retention;

    /**
     * What is kept of a shard's changes; Redis keeps up to a hundred more.
     *
     * @param changes how many
     * @param age for how long
     */
    record Retention(int changes, Duration age) {
        static final Retention DEFAULT = new Retention(10_000, Duration.ofDays(7));
    }

    ChangeLog(RedisStore store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * Writes {@code changes}; a batch that was written before, because its answer was lost, is not written again.
     *
     * @param batch counts the batches written under the lease, from 1
     * @param complete when the functions in the log were all there were, in epoch milliseconds, 0 if that is not known
     * @return fails with {@link FencedException} if another holds the shard, or Redis has lost a batch
     */
    Mono<Void> append(ShardLease lease, long batch, List<FunctionStateChange> changes, long complete) {
        List<String> written = new ArrayList<>();
        for (FunctionStateChange change : changes) {
            written.add(change.function().value());
            written.add(LogJson.change(change));
            written.add(LogJson.row(change));
        }
        return write(lease, batch, written, complete);
    }

    /** Drops the rows of functions that are not watched any more, as {@link #append} does: nothing is told of them. */
    Mono<Void> drop(ShardLease lease, long batch, List<FunctionName> functions) {
        List<String> dropped = new ArrayList<>();
        functions.forEach(function -> dropped.addAll(List.of(function.value(), "", "")));
        return write(lease, batch, dropped, 0);
    }

    private Mono<Void> write(ShardLease lease, long batch, List<String> written, long complete) {
        Keys keys = store.keys();
        Shard shard = lease.shard();
        List<String> arguments = new ArrayList<>(List.of(
                lease.fence(),
                Long.toString(batch),
                Integer.toString(retention.changes()),
                Long.toString(retention.age().toMillis()),
                Long.toString(complete),
                shard.toString()));
        arguments.addAll(written);
        List<String> names =
                List.of(keys.sequence(), keys.owner(shard), keys.changes(shard), keys.functions(shard), keys.shards());
        return store.<Long>run(Script.APPEND, names, arguments)
                .flatMap(reply -> reply.get(0) == 1 ? Mono.empty() : Mono.error(new FencedException(lease)));
    }

    /** Where the watch of the shard's owners has come to. Rows that are not understood are left out; then not all are known. */
    Mono<EarlierWatch> earlier(Shard shard) {
        return rows(shard).collectList().flatMap(rows -> {
            List<FunctionStateChange> known = new ArrayList<>();
            for (Map.Entry<String, String> row : rows) {
                try {
                    known.add(LogJson.readRow(row.getValue()));
                } catch (LogJson.NotUnderstoodException leftOut) {
                    // The function is read and told as one that is seen for the first time.
                }
            }
            return field(shard, "complete")
                    .filter(millis -> known.size() == rows.size())
                    .map(millis -> new EarlierWatch(known, Instant.ofEpochMilli(Long.parseLong(millis))))
                    .defaultIfEmpty(new EarlierWatch(known, null));
        });
    }

    /** How each function of the shard is, by name, for {@link LogJson#readRow}. */
    Flux<Map.Entry<String, String>> rows(Shard shard) {
        String key = store.keys().functions(shard);
        ScanArgs some = ScanArgs.Builder.limit(SCAN);
        return store.commands()
                .flatMapMany(redis -> redis.hscan(key, some)
                        .expand(cursor -> cursor.isFinished()
                                ? Mono.<MapScanCursor<String, String>>empty()
                                : redis.hscan(key, ScanCursor.of(cursor.getCursor()), some)))
                .concatMapIterable(cursor -> cursor.getMap().entrySet());
    }

    /** The latest {@code count} changes of the shard up to a number, latest first. */
    Flux<StreamMessage<String, String>> latest(Shard shard, long sequence, int count) {
        return store.commands()
                .flatMapMany(redis -> redis.xrevrange(
                        store.keys().changes(shard),
                        Range.from(Range.Boundary.unbounded(), Range.Boundary.including(StreamId.of(sequence))),
                        Limit.from(count)));
    }

    /** The number of the oldest change of the shard that is still there, if older ones are not. */
    Mono<Long> trimmed(Shard shard) {
        return field(shard, "trimmed").map(StreamId::sequence);
    }

    private Mono<String> field(Shard shard, String name) {
        return store.commands()
                .flatMapMany(redis -> redis.hmget(store.keys().owner(shard), name))
                .filter(KeyValue::hasValue)
                .next()
                .map(KeyValue::getValue);
    }

    /** Another holds the shard, or it is to be taken anew: what was to be written is void. */
    static final class FencedException extends RuntimeException {
        FencedException(ShardLease lease) {
            super("the lease on " + lease.shard() + " is over");
        }
    }
}
