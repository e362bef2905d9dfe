// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The log on a real Redis: what any replica reads of it. */
class LogReaderTest {
    private static final Duration SOON = WrittenLog.SOON;
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");
    private static final Shard TOKYO = new Shard("000000000001", "ap-northeast-1");

    private final WrittenLog written = new WrittenLog();
    private final RedisServer redis = written.redis;
    private final RedisStore store = written.store;
    private final ChangeLog log = written.log;
    private final Changes changes = new Changes();

    @AfterEach
    void end() {
        written.close();
    }

    @Test
    void changesOfAllShardsAreReadInOneOrderByEverybody() {
        ShardLease dublin = written.lease(DUBLIN);
        ShardLease tokyo = written.lease(TOKYO);
        List<FunctionStateChange> first = written.read();
        List<FunctionStateChange> second = written.read();
        written.write(dublin, 600);
        written.write(tokyo, 600);

        Eventually.within(SOON, () -> assertThat(first).hasSize(1_200));
        Eventually.within(SOON, () -> assertThat(second).hasSize(1_200));
        assertThat(first).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(second).isEqualTo(first);
        assertThat(regionsOf(first)).containsExactlyInAnyOrder("eu-west-1", "ap-northeast-1");
    }

    @Test
    void whoeverStartsLaterHasTheStatesAndTheRecentChangesAndMissesNothing() {
        ShardLease dublin = written.lease(DUBLIN);
        ShardLease tokyo = written.lease(TOKYO);
        List<FunctionStateChange> all = written.read();
        written.write(dublin, 300);
        Flux<Long> later = written.writes(tokyo, 700);
        written.untilTheEnd(later.subscribe());

        for (int i = 0; i < 5; i++) {
            LogReader reader = written.reader(log);
            LogStart start = Objects.requireNonNull(reader.start(100).block(SOON));
            long head = reader.position();
            List<FunctionStateChange> unused = written.told(reader);
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
        ShardLease lease = written.lease(DUBLIN);
        List<FunctionStateChange> told = written.read();
        written.write(lease, 50);
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
        ShardLease lease = written.lease(DUBLIN);
        written.append(lease, changes.update("orders"), changes.update("old"), changes.update("same"));
        LogReader reader = written.reader(small);
        LogStart before = Objects.requireNonNull(reader.start(100).block(SOON));
        written.append(lease, changes.delete("old"), changes.update("new"));
        for (int i = 0; i < 50; i++) {
            small.append(lease, written.batch(DUBLIN), tenUpdates(), 0).block(SOON);
        }
        assertThat(redis.commands().xlen(store.keys().changes(DUBLIN))).isBetween(100L, 200L);
        List<FunctionStateChange> told = written.told(reader);

        Eventually.within(SOON, () -> assertThat(told).hasSize(3));
        assertThat(told).extracting(change -> change.function().name()).containsExactly("old", "new", "orders");
        assertThat(told).extracting(FunctionStateChange::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(told.get(0).kinds()).containsExactly(ChangeKind.DELETED);
        assertThat(told.get(1).before()).isNull();
        assertThat(before.latest())
                .extracting(FunctionStateChange::after)
                .contains(told.get(2).before());

        written.append(lease, changes.update("orders"));
        Eventually.within(SOON, () -> assertThat(told).hasSize(4));
        assertThat(told.get(3).before()).isEqualTo(told.get(2).after());
        LogStart start =
                Objects.requireNonNull(written.reader(small).start(10_000).block(SOON));
        assertThat(start.recent()).hasSizeBetween(100, 200);
        assertThat(start.forgotten()).isLessThan(start.recent().get(0).sequence());
        assertThat(start.latest()).hasSize(3);
    }

    @Test
    void afterRedisLostWhatWasToldNewsGoesOnFromThereAndTheRestIsToldAgain() {
        ShardLease lease = written.lease(DUBLIN);
        List<FunctionStateChange> told = written.read();
        FunctionSnapshot orders = changes.update("orders").after();
        FunctionSnapshot same = changes.update("same").after();
        written.append(lease, seen(1, null, orders), seen(1, null, same));
        FunctionSnapshot lost = changes.update("orders").after();
        FunctionStateChange update = seen(2, same, changes.update("same").after());
        FunctionStateChange then =
                seen(3, update.after(), changes.update("same").after());
        FunctionSnapshot created = changes.update("created").after();
        redis.lose(() -> {
            written.append(lease, seen(2, orders, lost), update, then, seen(2, null, created));
            Eventually.within(SOON, () -> assertThat(told).hasSize(6));
        });
        Eventually.within(
                SOON,
                () -> store.commands().flatMap(connected -> connected.ping()).block(SOON));
        assertThat(Objects.requireNonNull(log.earlier(DUBLIN).block(SOON)).latest())
                .extracting(FunctionStateChange::after)
                .containsExactlyInAnyOrder(orders, same);

        ShardLease next = written.lease(DUBLIN);
        FunctionSnapshot ordersNow = changes.update("orders").after();
        FunctionSnapshot createdNow = changes.update("created").after();
        written.append(next, update, then); // as the old owner does that has not got its answer
        written.append(next, seen(4, same, then.after()));
        written.append(next, seen(4, orders, ordersNow), seen(4, null, createdNow));
        written.append(next, seen(5, ordersNow, changes.update("orders").after()));

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
        ShardLease lease = written.lease(DUBLIN);
        List<FunctionStateChange> told = written.read();
        FunctionSnapshot readable = changes.update("orders").after();
        FunctionStateChange unreadable = seen(1, null, changes.unreadable("orders"));
        FunctionStateChange appears = seen(3, unreadable.after(), readable);
        FunctionStateChange merged =
                appears.merge(seen(4, readable, changes.update("orders").after()));
        written.append(lease, unreadable, merged);

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

    private static Set<String> regionsOf(List<FunctionStateChange> told) {
        return told.stream().map(change -> change.function().region()).collect(Collectors.toSet());
    }
}
