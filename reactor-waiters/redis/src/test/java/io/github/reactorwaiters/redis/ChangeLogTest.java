// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The log on a real Redis: what its owner writes, and what any replica reads. */
class ChangeLogTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");
    private static final Shard TOKYO = new Shard("000000000001", "ap-northeast-1");

    private final RedisServer redis = RedisServer.start();
    private final RedisStore store = RedisStore.at(redis.uri());
    private final ChangeLog log = new ChangeLog(store, ChangeLog.Retention.DEFAULT);
    private final Changes changes = new Changes();
    private final Map<Shard, Long> batches = new HashMap<>();
    private final List<Disposable> reading = new ArrayList<>();

    @AfterEach
    void end() {
        reading.forEach(Disposable::dispose);
        store.close();
        redis.close();
    }

    @Test
    void aChangeIsReadAsItWasWritten() {
        ShardLease lease = lease(DUBLIN);
        List<FunctionStateChange> told = read(log);
        FunctionStateChange first = changes.update("orders");
        FunctionStateChange second = changes.update("orders");
        FunctionStateChange third = changes.delete("orders");
        append(lease, first, second, third);

        Eventually.within(SOON, () -> assertThat(told).hasSize(3));
        String arn = "arn:aws:lambda:eu-west-1:000000000001:function:orders";
        assertThat(told).allSatisfy(change -> assertThat(change.function()).isEqualTo(FunctionName.of(arn)));
        assertThat(told.get(1).before()).isEqualTo(told.get(0).after());
        assertThat(told.get(2).before()).isEqualTo(told.get(1).after());
        for (int i = 0; i < 3; i++) {
            FunctionStateChange written = List.of(first, second, third).get(i);
            assertThat(told.get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("sequence", "function", "before.function", "after.function")
                    .isEqualTo(written);
        }
    }

    @Test
    void theStatesAreWrittenWithTheChanges() {
        ShardLease lease = lease(DUBLIN);
        append(lease, changes.update("orders"), changes.update("invoices"), changes.update("orders"));
        append(lease, changes.delete("invoices"));

        EarlierWatch earlier = Objects.requireNonNull(log.earlier(DUBLIN).block(SOON));
        assertThat(earlier.complete()).isNull();
        assertThat(earlier.latest()).hasSize(1);
        assertThat(earlier.latest().get(0).after().revisionId()).isEqualTo("r3");
        assertThat(earlier.latest().get(0).function()).isEqualTo(FunctionName.of("orders"));

        log.append(lease, batch(DUBLIN), List.of(), 1_000_000).block(SOON);
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON)).complete())
                .isNotNull();
    }

    @Test
    void whoeverLostTheShardWritesNothingMore() {
        ShardLease old = lease(DUBLIN);
        append(old, changes.update("orders"));
        ShardLease owner = lease(DUBLIN);

        assertThatThrownBy(() -> append(old, changes.update("orders"))).isInstanceOf(ChangeLog.FencedException.class);
        batches.put(DUBLIN, 0L); // what was refused does not count
        append(owner, changes.update("orders"));
        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isEqualTo(2);
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON))
                        .latest()
                        .get(0)
                        .after()
                        .revisionId())
                .isEqualTo("r3");
    }

    @Test
    void aBatchWhoseAnswerWasLostIsNotWrittenTwice() {
        ShardLease lease = lease(DUBLIN);
        List<FunctionStateChange> batch = List.of(changes.update("orders"), changes.update("invoices"));
        log.append(lease, 1, batch, 0).block(SOON);
        log.append(lease, 1, batch, 0).block(SOON);

        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isEqualTo(2);
    }

    @Test
    void whereRedisLostABatchTheShardIsTakenAnew() {
        ShardLease lease = lease(DUBLIN);
        append(lease, changes.update("orders"));
        append(lease, changes.update("orders"));
        redis.commands().hset(store.keys().owner(DUBLIN), "batch", "1"); // as an append-only file that ends too early

        assertThatThrownBy(() -> append(lease, changes.update("orders")))
                .isInstanceOf(ChangeLog.FencedException.class)
                .hasMessage("the lease on 000000000001/eu-west-1 is over");
    }

    @Test
    void changesOfAllShardsAreReadInOneOrderByEverybody() {
        ShardLease dublin = lease(DUBLIN);
        ShardLease tokyo = lease(TOKYO);
        List<FunctionStateChange> first = read(log);
        List<FunctionStateChange> second = read(log);
        write(dublin, 600);
        write(tokyo, 600);

        Eventually.within(SOON, () -> assertThat(first).hasSize(1_200));
        Eventually.within(SOON, () -> assertThat(second).hasSize(1_200));
        assertThat(first).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(second).isEqualTo(first);
        assertThat(regionsOf(first)).containsExactlyInAnyOrder("eu-west-1", "ap-northeast-1");
    }

    @Test
    void whoeverStartsLaterHasTheStatesAndTheRecentChangesAndMissesNothing() {
        ShardLease dublin = lease(DUBLIN);
        ShardLease tokyo = lease(TOKYO);
        List<FunctionStateChange> all = read(log);
        write(dublin, 300);
        Flux<Long> later = writes(tokyo, 700);
        reading.add(later.subscribe());

        for (int i = 0; i < 5; i++) {
            LogReader reader = new LogReader(store, log, new SchedulerClock(Schedulers::parallel));
            LogStart start = Objects.requireNonNull(reader.start(100).block(SOON));
            List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
            long head = reader.position();
            reading.add(reader.changes().subscribe(told::add));
            Eventually.pause(Duration.ofMillis(100));

            assertThat(start.recent())
                    .extracting(FunctionStateChange::sequence)
                    .isSorted()
                    .allMatch(n -> n <= head);
            assertThat(start.recent()).hasSizeGreaterThan(40);
            Map<FunctionName, Long> known = start.latest().stream()
                    .collect(Collectors.toMap(FunctionStateChange::function, FunctionStateChange::sequence));
            assertThat(known.values()).allMatch(sequence -> sequence <= head);
            Eventually.within(
                    SOON, () -> assertThat(all.get(all.size() - 1).sequence()).isGreaterThanOrEqualTo(head));
            List<FunctionStateChange> seen = List.copyOf(all);
            Map<FunctionName, Long> truth = new HashMap<>();
            seen.stream()
                    .filter(change -> change.sequence() <= head)
                    .forEach(change -> truth.put(change.function(), change.sequence()));
            assertThat(known).isEqualTo(truth);
            List<FunctionStateChange> recent = start.recent();
            assertThat(seen.stream()
                            .filter(change -> change.sequence() > start.forgotten() && change.sequence() <= head)
                            .toList())
                    .isEqualTo(recent);
        }
        Eventually.within(SOON, () -> assertThat(all).hasSize(1_000));
    }

    @Test
    void readingAndWritingGoOnWhenRedisIsRestarted() {
        ShardLease lease = lease(DUBLIN);
        List<FunctionStateChange> told = read(log);
        write(lease, 50);
        Eventually.within(SOON, () -> assertThat(told).hasSize(50));
        redis.kill();
        redis.restart();
        Eventually.within(SOON, () -> log.append(lease, 51, List.of(changes.update("orders")), 0)
                .block(SOON));

        Eventually.within(SOON, () -> assertThat(told).hasSize(51));
        assertThat(told).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ofChangesThatWereTrimmedUnreadTheOutcomeIsTold() {
        ChangeLog small = new ChangeLog(store, new ChangeLog.Retention(100, Duration.ofDays(1)));
        ShardLease lease = lease(DUBLIN);
        append(lease, changes.update("orders"), changes.update("old"), changes.update("same"));
        LogReader reader = new LogReader(store, small, new SchedulerClock(Schedulers::parallel));
        LogStart before = Objects.requireNonNull(reader.start(100).block(SOON));
        append(lease, changes.delete("old"), changes.update("new"));
        for (int i = 0; i < 50; i++) {
            small.append(lease, batch(DUBLIN), tenUpdates(), 0).block(SOON);
        }
        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isBetween(100L, 200L);
        List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        reading.add(reader.changes().subscribe(told::add));

        Eventually.within(SOON, () -> assertThat(told).hasSize(3));
        assertThat(told).extracting(change -> change.function().name()).containsExactly("old", "new", "orders");
        assertThat(told).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(told.get(0).kinds()).containsExactly(ChangeKind.DELETED);
        assertThat(told.get(1).before()).isNull();
        assertThat(before.latest())
                .extracting(FunctionStateChange::after)
                .contains(told.get(2).before());

        append(lease, changes.update("orders"));
        Eventually.within(SOON, () -> assertThat(told).hasSize(4));
        assertThat(told.get(3).before()).isEqualTo(told.get(2).after());
        LogStart start = Objects.requireNonNull(new LogReader(store, small, new SchedulerClock(Schedulers::parallel))
                .start(10_000)
                .block(SOON));
        assertThat(start.recent()).hasSizeBetween(100, 200);
        assertThat(start.forgotten()).isLessThan(start.recent().get(0).sequence());
        assertThat(start.latest()).hasSize(3);
    }

    @Test
    void afterRedisLostWhatWasToldNewsGoesOnFromThereAndTheRestIsToldAgain() {
        ShardLease lease = lease(DUBLIN);
        List<FunctionStateChange> told = read(log);
        FunctionSnapshot orders = changes.update("orders").after();
        FunctionSnapshot same = changes.update("same").after();
        append(lease, seen(1, null, orders), seen(1, null, same));
        FunctionSnapshot lost = changes.update("orders").after();
        FunctionStateChange update = seen(2, same, changes.update("same").after());
        FunctionStateChange then =
                seen(3, update.after(), changes.update("same").after());
        FunctionSnapshot created = changes.update("created").after();
        redis.lose(() -> {
            append(lease, seen(2, orders, lost), update, then, seen(2, null, created));
            Eventually.within(SOON, () -> assertThat(told).hasSize(6));
        });
        Eventually.within(
                SOON,
                () -> store.commands().flatMap(connected -> connected.ping()).block(SOON));
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON)).latest())
                .extracting(FunctionStateChange::after)
                .containsExactlyInAnyOrder(orders, same);

        ShardLease next = lease(DUBLIN);
        FunctionSnapshot ordersNow = changes.update("orders").after();
        FunctionSnapshot createdNow = changes.update("created").after();
        append(next, update, then); // as the old owner does that has not got its answer
        append(next, seen(4, same, then.after()));
        append(next, seen(4, orders, ordersNow), seen(4, null, createdNow));
        append(next, seen(5, ordersNow, changes.update("orders").after()));

        Eventually.within(SOON, () -> assertThat(told).hasSizeGreaterThanOrEqualTo(12));
        assertThat(told).hasSize(12);
        assertThat(told).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
        List<FunctionStateChange> news = told.subList(6, told.size());
        assertThat(news)
                .extracting(change -> change.function().name())
                .containsExactly("same", "same", "same", "orders", "created", "orders");
        assertThat(news.subList(0, 2))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("sequence")
                .isEqualTo(told.subList(3, 5));
        assertThat(news.get(2).after()).isEqualTo(told.get(4).after());
        assertThat(news.get(3).before()).isEqualTo(told.get(2).after());
        assertThat(news.get(4).before()).isEqualTo(told.get(5).after());
        assertThat(news.get(4).kinds()).containsExactly(ChangeKind.REVISION_CHANGED);
        assertThat(news.get(4).notBefore()).isEqualTo(told.get(5).at());
        assertThat(news.get(5).before()).isEqualTo(news.get(3).after());
    }

    @Test
    void whatAMergedChangeOfAFunctionHoldsThatWasNotReadableIsTold() {
        ShardLease lease = lease(DUBLIN);
        List<FunctionStateChange> told = read(log);
        FunctionSnapshot readable = changes.update("orders").after();
        FunctionStateChange unreadable = seen(1, null, changes.unreadable("orders"));
        FunctionStateChange appears = seen(3, unreadable.after(), readable);
        FunctionStateChange merged =
                appears.merge(seen(4, readable, changes.update("orders").after()));
        append(lease, unreadable, merged);

        Eventually.within(SOON, () -> assertThat(told).hasSize(2));
        assertThat(told.get(1).kinds()).isEqualTo(merged.kinds()).hasSizeGreaterThan(1);
        assertThat(told.get(1).skipped()).isEqualTo(1);
        assertThat(told.get(1).notBefore()).isEqualTo(merged.notBefore());
    }

    /** What a watcher tells at a second that knew {@code before} a second earlier. */
    private static FunctionStateChange seen(int second, @Nullable FunctionSnapshot before, FunctionSnapshot after) {
        Instant at = Instant.parse("2026-11-24T05:00:00Z").plusSeconds(second);
        return Objects.requireNonNull(FunctionStateChange.between(1, at.minusMillis(250), at, before, after));
    }

    private List<FunctionStateChange> tenUpdates() {
        List<FunctionStateChange> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(changes.update("orders"));
        }
        return ten;
    }

    private ShardLease lease(Shard shard) {
        String key = store.keys().owner(shard);
        List<Object> reply = Objects.requireNonNull(
                store.<Object>run(Script.BEAT, List.of(store.keys().replicas(), key), List.of("me", "10000", ""))
                        .block(SOON));
        batches.put(shard, 0L);
        return new ShardLease(shard, (String) reply.get(2), () -> true);
    }

    private long batch(Shard shard) {
        return batches.merge(shard, 1L, Long::sum);
    }

    private void append(ShardLease lease, FunctionStateChange... batch) {
        log.append(lease, batch(lease.shard()), List.of(batch), 0).block(SOON);
    }

    private void write(ShardLease lease, int count) {
        reading.add(writes(lease, count).subscribe());
        Eventually.within(
                SOON, () -> assertThat(redis.commands().xlen(store.keys().changes(lease.shard())))
                        .isEqualTo(count));
    }

    /** One change a batch, one batch after another. */
    private Flux<Long> writes(ShardLease lease, int count) {
        Changes own = new Changes();
        return Flux.range(0, count)
                .concatMap(i ->
                        Mono.defer(() -> log.append(lease, batch(lease.shard()), List.of(own.update("f" + i % 37)), 0)
                                .thenReturn((long) i)));
    }

    /** Everything that a replica reads from now on. */
    private List<FunctionStateChange> read(ChangeLog from) {
        LogReader reader = new LogReader(store, from, new SchedulerClock(Schedulers::parallel));
        reader.start(10).block(SOON);
        List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        reading.add(reader.changes().subscribe(told::add));
        return told;
    }

    private static Set<String> regionsOf(List<FunctionStateChange> told) {
        return told.stream().map(change -> change.function().region()).collect(Collectors.toSet());
    }
}
