// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.Presence;
import io.lettuce.core.Range;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.reactive.RedisClusterReactiveCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Reads the changes of all shards in the order of their numbers. One read covers all streams at one moment, and numbers are
 * drawn in the step that writes: what is not there then has a higher number. State of one subscription; confined to its
 * chain.
 */
final class LogReader {
    private static final int MOST = 500;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration RETRY = Duration.ofMillis(200);

    private final RedisStore store;
    private final ChangeLog log;
    private final SchedulerClock clock;
    private final BiPredicate<Shard, FunctionName> watched;

    /** The shards that the log knows, by the name of their streams. */
    private final Map<String, Shard> shards = new LinkedHashMap<>();

    /** The latest change handed on of each function, deleted ones left out. */
    private final Map<FunctionName, FunctionStateChange> told = new HashMap<>();

    private final LogEntries understood = new LogEntries();

    /** Why the latest read failed, null if it did not. */
    private volatile @Nullable Throwable failure;

    private boolean gap;

    /** All changes up to this number were handed on, or left out. */
    private long position;

    /** The number up to which all was read. */
    private long readTo;

    private boolean behind;

    /** Whether changes may have been trimmed since the last read. */
    private boolean troubled = true;

    /**
     * A reader of {@code log}.
     *
     * @param watched functions of which rows are read, by shard and plain name: an owner may not yet have dropped the others
     */
    LogReader(RedisStore store, ChangeLog log, SchedulerClock clock, BiPredicate<Shard, FunctionName> watched) {
        this.store = store;
        this.log = log;
        this.clock = clock;
        this.watched = watched;
    }

    /** The log as it is, with about {@code count} recent changes; afterwards {@link #changes} goes on from there. */
    Mono<LogStart> start(int count) {
        return Mono.defer(() -> {
            understood.startAnew();
            return gather(new LogStart(), count);
        });
    }

    private Mono<LogStart> gather(LogStart start, int count) {
        return store.commands().flatMap(redis -> named(redis)
                .doOnNext(start::stream)
                .then(redis.get(store.keys().sequence()))
                .map(Long::parseLong)
                .defaultIfEmpty(0L)
                .doOnNext(sequence -> readTo = sequence)
                .thenMany(redis.xrange(store.keys().shards(), Range.unbounded()))
                .doOnNext(this::shard)
                .thenMany(Flux.defer(() -> Flux.fromIterable(List.copyOf(shards.values()))))
                .concatMap(shard -> gather(start, shard, Math.max(1, count / shards.size())))
                .thenMany(Mono.defer(() -> read(redis, new XReadArgs()))
                        .repeat(() -> behind)
                        .concatMapIterable(changes -> changes)
                        .doOnNext(start::apply))
                .then(Mono.fromSupplier(() -> {
                    position = readTo;
                    start.forgotten(understood.leftOutTo());
                    start.latest().forEach(this::tell);
                    return start;
                })));
    }

    /** The name of the log, drawn by whoever comes first. */
    private Mono<String> named(RedisClusterReactiveCommands<String, String> redis) {
        String drawn = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
        return redis.set(store.keys().stream(), drawn, SetArgs.Builder.nx()).then(redis.get(store.keys().stream()));
    }

    /** The number of the latest change read. */
    long position() {
        return position;
    }

    /** Why it does not go on, or what it has left out since it does not understand it; null if all is well. Any thread. */
    @Nullable
    Throwable trouble() {
        Throwable failed = failure;
        return failed == null ? understood.trouble() : failed;
    }

    /** A read failed, and is to be tried again. */
    void failed(Throwable error) {
        failure = error;
    }

    /**
     * The changes after the position, as they come. While Redis cannot be reached, none; then it goes on. If changes have been
     * trimmed before they were read, what they came to is told instead.
     */
    Flux<FunctionStateChange> changes() {
        return Flux.defer(() -> gap ? skip().concatWith(live()) : live())
                .map(this::sinceTold)
                .doOnNext(change -> {
                    position = change.sequence();
                    tell(change);
                })
                .doOnError(error -> {
                    failed(error);
                    troubled = true;
                    gap |= error instanceof GapException;
                    readTo = position; // what was read and not handed on is read again
                })
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, RETRY).scheduler(clock.scheduler()));
    }

    private Flux<FunctionStateChange> live() {
        return Flux.usingWhen(
                store.connections().open().timeout(PATIENCE, clock.scheduler()),
                connection -> Mono.defer(() -> whole().then(read(connection.commands(), new XReadArgs().block(WAIT)))
                                .map(this::handedOn))
                        .timeout(PATIENCE, clock.scheduler())
                        .repeat()
                        .concatMapDelayError(changes -> changes, false, 1),
                RedisConnections.Opened::close);
    }

    /** The changes; then the position is where they were read to, though the last ones were left out. */
    private Flux<FunctionStateChange> handedOn(List<FunctionStateChange> changes) {
        long to = readTo;
        return Flux.fromIterable(changes).concatWith(Mono.fromRunnable(() -> position = to));
    }

    /** What has changed from what was told to what is now. */
    private Flux<FunctionStateChange> skip() {
        return Flux.defer(() -> {
            LogReader now = new LogReader(store, log, clock, watched);
            return now.start(1)
                    .timeout(PATIENCE, clock.scheduler())
                    .doOnNext(start -> told.keySet().removeIf(function -> !isWatched(function))) // not deleted
                    .flatMapIterable(start -> start.since(now.understood.known(told), position))
                    .concatWith(Mono.fromRunnable(() -> {
                        shards.putAll(now.shards);
                        understood.leaveOutAs(now.understood);
                        position = now.position;
                        readTo = position;
                        gap = false;
                    }));
        });
    }

    /**
     * The change as it follows from what was told. Redis may have lost that: then the next owner went on from the states that
     * were left, and the function may be as it was told, or is seen for the first time again. What was told already is told
     * again, since a client that comes from another replica may not know it.
     */
    private FunctionStateChange sinceTold(FunctionStateChange change) {
        FunctionStateChange known = told.get(change.function());
        if (known == null
                || follows(known.after(), change.before())
                || !change.at().isAfter(known.at())) {
            return change;
        }
        FunctionStateChange news =
                FunctionStateChange.between(change.sequence(), known.at(), change.at(), known.after(), change.after());
        return news == null ? change : news;
    }

    /** The log has one ARN for both sides of a change, and a function that was never readable has none. */
    private static boolean follows(FunctionSnapshot told, @Nullable FunctionSnapshot before) {
        return before != null && (told.equals(before) || told.equals(QualifiedNames.withArn(before, told.arn())));
    }

    private void tell(FunctionStateChange change) {
        if (change.after().presence() == Presence.ABSENT) {
            told.remove(change.function());
        } else {
            told.put(change.function(), change);
        }
    }

    private boolean isWatched(FunctionName qualified) {
        return watched.test(QualifiedNames.shard(qualified), FunctionName.of(qualified.name()));
    }

    /** By the name of a row; one that is no name to this release is looked at. */
    private boolean isWatched(Shard shard, String name) {
        FunctionName function;
        try {
            function = FunctionName.of(name);
        } catch (IllegalArgumentException newer) {
            return true;
        }
        return watched.test(shard, FunctionName.of(function.name()));
    }

    private Mono<Void> gather(LogStart start, Shard shard, int count) {
        Mono<Void> rows = log.rows(shard)
                .filter(row -> isWatched(shard, row.getKey()))
                .mapNotNull(row -> understood.row(shard, row.getKey(), row.getValue()))
                .doOnNext(start::row)
                .then();
        Mono<Void> changes = log.latest(shard, readTo, count)
                .doOnNext(entry -> {
                    FunctionStateChange past = understood.past(shard, entry);
                    if (past != null) {
                        start.recent(past);
                    }
                })
                .collectList()
                .doOnNext(latest -> {
                    if (latest.size() == count) {
                        start.forgotten(StreamId.sequence(latest.get(count - 1).getId()) - 1);
                    }
                })
                .then();
        Mono<Void> trimmed =
                log.trimmed(shard).doOnNext(first -> start.forgotten(first - 1)).then();
        return rows.then(changes).then(trimmed);
    }

    /** After trouble: whether everything after the position is still there. */
    private Mono<Void> whole() {
        if (!troubled) {
            return Mono.empty();
        }
        return Flux.fromIterable(List.copyOf(shards.values()))
                .concatMap(log::trimmed)
                .filter(first -> first - 1 > position)
                .next()
                .flatMap(first -> Mono.<Void>error(new GapException()))
                .then(Mono.fromRunnable(() -> troubled = false));
    }

    private Mono<List<FunctionStateChange>> read(
            RedisClusterReactiveCommands<String, String> redis, XReadArgs arguments) {
        String after = StreamId.of(readTo);
        List<StreamOffset<String>> offsets = new ArrayList<>();
        offsets.add(StreamOffset.from(store.keys().shards(), after));
        shards.keySet().forEach(stream -> offsets.add(StreamOffset.from(stream, after)));
        @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
        StreamOffset<String>[] streams = offsets.toArray(StreamOffset[]::new);
        return redis.xread(arguments.count(MOST), streams).collectList().map(this::inOrder);
    }

    /** Of what was read, what is not preceded by something that was not. */
    private List<FunctionStateChange> inOrder(List<StreamMessage<String, String>> entries) {
        Map<String, Integer> counts = new HashMap<>();
        long end = Long.MAX_VALUE;
        long last = readTo;
        for (StreamMessage<String, String> entry : entries) {
            long sequence = StreamId.sequence(entry.getId());
            last = Math.max(last, sequence);
            if (counts.merge(entry.getStream(), 1, Integer::sum) == MOST) {
                end = Math.min(end, sequence);
            } else if (entry.getStream().equals(store.keys().shards()) && shard(entry)) {
                end = Math.min(end, sequence); // its changes come after this, and were not asked for
            }
        }
        behind = end != Long.MAX_VALUE;
        readTo = behind ? end : last;
        List<FunctionStateChange> changes = new ArrayList<>(entries.size());
        for (StreamMessage<String, String> entry : entries) {
            Shard shard = shards.get(entry.getStream());
            if (shard != null && StreamId.sequence(entry.getId()) <= readTo) {
                FunctionStateChange change = understood.change(shard, entry);
                if (change != null) {
                    changes.add(change);
                }
            }
        }
        failure = null;
        changes.sort(Comparator.comparingLong(FunctionStateChange::sequence));
        return changes;
    }

    /** Notes a shard; whether it is new. */
    private boolean shard(StreamMessage<String, String> entry) {
        String[] name =
                Objects.requireNonNull(entry.getBody().get("shard"), "shard").split("/", 2);
        Shard shard = new Shard(name[0], name[1]);
        return shards.put(store.keys().changes(shard), shard) == null;
    }

    /** Changes were trimmed before they were read. */
    static final class GapException extends RuntimeException {
        GapException() {
            super("changes were trimmed before this replica read them");
        }
    }
}
