// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** The log on a real Redis, while a newer release writes to it what this one does not know. */
class NewerReleaseTest {
    private static final Duration SOON = WrittenLog.SOON;
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");

    private final WrittenLog written = new WrittenLog();
    private final RedisStore store = written.store;
    private final Changes changes = new Changes();
    private final ShardLease lease = written.lease(DUBLIN);

    @AfterEach
    void end() {
        written.close();
    }

    @Test
    void ofTheKindsOfAChangeThoseThatAreKnownAreTold() {
        List<FunctionStateChange> told = written.read();
        written.append(lease, changes.update("orders"));
        newer(changes.update("orders"), text -> text.replace("[\"UPDATE", "[\"PORTED\",\"UPDATE"));
        newer(changes.update("orders"), text -> text.replace("UPDATE_COMPLETED", "PORTED"));
        written.append(lease, changes.update("orders"));

        Eventually.within(SOON, () -> assertThat(told).hasSize(4));
        assertThat(told.get(1).kinds()).containsExactly(ChangeKind.UPDATE_COMPLETED);
        assertThat(told.get(2).kinds()).containsExactly(ChangeKind.STATE_CHANGED);
        assertThat(told.get(3).before()).isEqualTo(told.get(2).after());
    }

    @Test
    void aChangeToAPresenceThatIsNotKnownIsLeftOutAndSaidUntilTheNextOfTheFunction() {
        LogReader reader = written.reader(written.log);
        reader.start(10).block(SOON);
        List<FunctionStateChange> told = written.told(reader);
        written.append(lease, changes.update("orders"));
        newer(changes.update("orders"), NewerReleaseTest::hidden);
        written.append(lease, changes.update("invoices"));

        Eventually.within(SOON, () -> assertThat(told).hasSize(2));
        assertThat(told.get(1).function().name()).isEqualTo("invoices");
        assertThat(reader.trouble())
                .hasMessage("what the log has of \"orders\" is not understood, and left out;"
                        + " a newer release may have written it")
                .hasStackTraceContaining("HIDDEN");

        newer(changes.update("orders"), text -> text.replaceFirst("\"PRESENT\"", "\"HIDDEN\""));
        Eventually.within(SOON, () -> assertThat(told).hasSize(3));
        assertThat(told.get(2).before()).isEqualTo(told.get(0).after());
        assertThat(told.get(2).after().revisionId()).isEqualTo("r4");
        assertThat(reader.trouble()).isNull();
    }

    @Test
    void whoeverStartsThenDoesWithoutThatFunctionAndWithoutTheChangesUpToThere() {
        written.append(lease, changes.update("orders"), changes.update("invoices"));
        newer(changes.update("orders"), NewerReleaseTest::hidden);
        written.append(lease, changes.update("invoices"));
        LogReader reader = written.reader(written.log);
        LogStart start = Objects.requireNonNull(reader.start(100).block(SOON));

        assertThat(start.latest())
                .extracting(change -> change.function().name())
                .containsExactly("invoices");
        assertThat(start.recent())
                .extracting(change -> change.after().revisionId())
                .containsExactly("r4");
        assertThat(reader.trouble()).hasMessageContaining("orders");
    }

    @Test
    void ofAFunctionThatIsNotUnderstoodNoDeletionIsToldAfterChangesWereTrimmedUnread() {
        ChangeLog small = new ChangeLog(store, new ChangeLog.Retention(100, Duration.ofDays(1)));
        LogReader reader = written.reader(small);
        written.append(lease, changes.update("orders"), changes.update("invoices"), changes.update("parcels"));
        LogStart start = Objects.requireNonNull(reader.start(100).block(SOON));
        newer(changes.update("invoices"), NewerReleaseTest::hidden);
        newer(changes.update("parcels"), text -> "\"form\":2}");
        for (int i = 0; i < 300; i++) {
            small.append(lease, written.batch(DUBLIN), List.of(changes.update("orders")), 0)
                    .block(SOON);
        }
        List<FunctionStateChange> told = written.told(reader);
        Eventually.within(SOON, () -> assertThat(told).isNotEmpty());
        newer(changes.update("invoices"), text -> text.replaceFirst("\"PRESENT\"", "\"HIDDEN\""));

        Eventually.within(SOON, () -> assertThat(told).hasSizeGreaterThanOrEqualTo(2));
        assertThat(told).extracting(change -> change.function().name()).containsExactly("orders", "invoices");
        assertThat(start.latest())
                .extracting(FunctionStateChange::after)
                .contains(told.get(1).before());
    }

    @Test
    void whatIsLeftOutIsReadThough() {
        LogReader reader = written.reader(written.log);
        written.append(lease, changes.update("orders"));
        reader.start(10).block(SOON);
        List<FunctionStateChange> told = written.told(reader);
        newer(changes.update("orders"), NewerReleaseTest::hidden);
        long last = Long.parseLong(written.redis.commands().get(store.keys().sequence()));

        Eventually.within(SOON, () -> assertThat(reader.position()).isEqualTo(last));
        assertThat(told).isEmpty();
    }

    @Test
    void whatCouldNotBeReadAtAFirstAttemptAndCanAtTheNextIsNotLeftOut() {
        newer(changes.update("orders"), NewerReleaseTest::hidden);
        LogReader reader = written.reader(written.log);
        reader.start(10).block(SOON);
        assertThat(reader.trouble()).hasMessageContaining("orders");
        written.append(lease, changes.update("orders"));

        assertThat(Objects.requireNonNull(reader.start(10).block(SOON)).latest())
                .hasSize(1);
        assertThat(reader.trouble()).isNull();
    }

    @Test
    void ofAFunctionThatIsNotWatchedItDoesNotMatterWhetherItIsUnderstood() {
        written.append(lease, changes.update("orders"));
        newer(changes.update("invoices"), NewerReleaseTest::hidden);
        LogReader reader = new LogReader(
                store, written.log, new SchedulerClock(Schedulers::parallel), (shard, function) -> function.value()
                        .equals("orders"));

        assertThat(Objects.requireNonNull(reader.start(10).block(SOON)).latest())
                .hasSize(1);
        assertThat(reader.trouble()).isNull();
    }

    @Test
    void anOwnerThatDoesNotUnderstandARowDoesNotTakeTheFunctionForANewOne() {
        written.append(lease, changes.update("orders"));
        newer(changes.update("invoices"), NewerReleaseTest::hidden);
        written.log.append(lease, written.batch(DUBLIN), List.of(), 1_000_000).block(SOON);

        EarlierWatch earlier =
                Objects.requireNonNull(written.log.earlier(DUBLIN).block(SOON));
        assertThat(earlier.latest())
                .extracting(change -> change.function().value())
                .containsExactly("orders");
        assertThat(earlier.complete()).isNull();
    }

    @Test
    void aReaderThatCannotGoOnIsTold() {
        try (Watchers watchers = Watchers.over(store).start()) {
            List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
            Disposable reading = watchers.changes().subscribe(told::add);
            written.append(lease, changes.update("orders"));
            Eventually.within(SOON, () -> assertThat(told).hasSize(1));
            assertThat(watchers.health().status()).isEqualTo(WatcherHealth.Status.HEALTHY);
            String shards = store.keys().shards();
            String id = written.redis.commands().xadd(shards, Map.of("shard", "all/of/them"));

            Eventually.within(
                    SOON, () -> assertThat(watchers.health().cause()).hasMessageContaining("account must be"));
            assertThat(watchers.health().status()).isEqualTo(WatcherHealth.Status.DEGRADED);
            written.redis.commands().xdel(shards, id);
            Eventually.within(
                    SOON, () -> assertThat(watchers.health().status()).isEqualTo(WatcherHealth.Status.HEALTHY));
            written.redis.commands().xadd(shards, Map.of("shard", "all/of/them"));
            Eventually.within(
                    SOON, () -> assertThat(watchers.health().status()).isEqualTo(WatcherHealth.Status.DEGRADED));
            reading.dispose();
            assertThat(watchers.health().status()).as("nobody reads").isEqualTo(WatcherHealth.Status.HEALTHY);
        }
    }

    /** After, in a change and in a row. */
    private static String hidden(String text) {
        int after = text.indexOf("\"after\"");
        return text.substring(0, after) + text.substring(after).replace("\"PRESENT\"", "\"HIDDEN\"");
    }

    /** Writes a change as the owner does, in other words. */
    private void newer(FunctionStateChange change, UnaryOperator<String> words) {
        Keys keys = store.keys();
        List<String> names = List.of(
                keys.sequence(), keys.owner(DUBLIN), keys.changes(DUBLIN), keys.functions(DUBLIN), keys.shards());
        List<String> arguments = List.of(
                lease.fence(),
                Long.toString(written.batch(DUBLIN)),
                "10000",
                "1000000000",
                "0",
                DUBLIN.toString(),
                change.function().value(),
                words.apply(LogJson.change(change)),
                words.apply(LogJson.row(change)));
        assertThat(store.<Long>run(Script.APPEND, names, arguments).block(SOON)).containsExactly(1L);
    }
}
