// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** A shard on a real Redis that comes to be watched in another way: other functions, other quotas. */
class ShardSettingsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");
    private static final Shard TOKYO = new Shard("000000000001", "ap-northeast-1");

    private final WrittenLog written = new WrittenLog();
    private final RedisStore store = written.store;
    private final SimulatedLambda account = SimulatedLambda.builder()
            .account(DUBLIN.account())
            .region(DUBLIN.region())
            .durations(Durations.fixed(Duration.ofSeconds(1)))
            .build();
    private final WatchedShard all = WatchedShard.watchedBy(DUBLIN, () -> FunctionWatcher.builder(account.client()));
    private final WatchedShard orders = all.withFunctions(FunctionName.matching("orders*"));

    @AfterEach
    void end() {
        written.close();
        account.close();
    }

    @Test
    void rowsOfFunctionsThatAreNoLongerWatchedAreDroppedAndNothingIsTold() {
        ShardLease lease = written.lease(DUBLIN);
        Changes changes = new Changes();
        for (int i = 0; i < 100; i++) {
            written.append(lease, changes.update("invoices-" + i));
        }
        List<FunctionStateChange> live = written.read();
        account.functions().add("orders");
        expire();
        start(orders);
        Eventually.within(SOON, () -> assertThat(written.redis.commands().hkeys(functions()))
                .containsExactly("orders"));
        assertThat(written.redis.commands().xlen(store.keys().changes(DUBLIN))).isEqualTo(101);
        List<FunctionStateChange> later = written.read();
        account.functions().startUpdate("orders");
        Eventually.within(SOON, () -> assertThat(later).isNotEmpty());
        Eventually.within(SOON, () -> assertThat(live).hasSizeGreaterThan(later.size()));
        assertThat(live).extracting(change -> change.function().name()).containsOnly("orders");
    }

    @Test
    void whoeverReadsLeavesThemOutBeforeTheyAreDropped() {
        ShardLease lease = written.lease(DUBLIN);
        Changes changes = new Changes();
        written.append(lease, changes.update("invoices"), changes.update("orders"));
        Watchers watchers = start(orders);
        List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        written.untilTheEnd(watchers.changes().subscribe(told::add));

        Eventually.within(SOON, () -> assertThat(told).isNotEmpty());
        assertThat(told).extracting(change -> change.function().name()).containsExactly("orders");
        assertThat(written.redis.commands().hlen(functions())).isEqualTo(2);
    }

    @Test
    void nothingIsToldOfThemEitherIfChangesWereTrimmedUnread() {
        ChangeLog small = new ChangeLog(store, new ChangeLog.Retention(100, Duration.ofDays(1)));
        ShardLease lease = written.lease(DUBLIN);
        Changes changes = new Changes();
        AtomicBoolean narrowed = new AtomicBoolean();
        LogReader reader = new LogReader(
                store,
                small,
                new SchedulerClock(Schedulers::parallel),
                (shard, function) -> !narrowed.get() || orders.functions().test(function));
        written.append(lease, changes.update("orders"), changes.update("invoices"));
        reader.start(100).block(SOON);
        narrowed.set(true);
        small.drop(lease, written.batch(DUBLIN), List.of(FunctionName.of("invoices")))
                .block(SOON);
        for (int i = 0; i < 300; i++) {
            small.append(lease, written.batch(DUBLIN), List.of(changes.update("orders")), 0)
                    .block(SOON);
        }

        List<FunctionStateChange> told = written.told(reader);
        Eventually.within(SOON, () -> assertThat(told).isNotEmpty());
        assertThat(told).extracting(change -> change.function().name()).containsOnly("orders");
        assertThat(told.get(0).after().revisionId()).isEqualTo("r302");
    }

    /** Else, after a crash, those not yet written would be told as if they had just appeared. */
    @Test
    void rowsOfFunctionsThatAreNoLongerWatchedDoNotCountAsKnown() {
        ShardLease lease = written.lease(DUBLIN);
        Changes changes = new Changes();
        for (int i = 0; i < 100; i++) {
            written.append(lease, changes.update("invoices-" + i));
        }
        for (int i = 0; i < 30; i++) {
            account.functions().add("orders-" + i);
        }
        expire();
        start(orders.withQuotas(new ApiQuotas(10, 10, 1)));
        String owner = store.keys().owner(DUBLIN);
        Eventually.within(SOON, () -> assertThat(written.redis.commands().hget(owner, "complete"))
                .isNotNull());
        assertThat(written.redis.commands().hlen(functions())).as("then").isEqualTo(30);
    }

    @Test
    void aShardThatThisReplicaPollsIsPolledByItsNewSettings() {
        account.functions().add("orders");
        account.functions().add(20);
        Watchers watchers = start(all);
        Eventually.within(SOON, () -> assertThat(written.redis.commands().hlen(functions()))
                .isEqualTo(21));
        watchers.shards(List.of(orders.withQuotas(new ApiQuotas(50, 15, 0.8))));

        Eventually.within(SOON, () -> assertThat(written.redis.commands().hkeys(functions()))
                .containsExactly("orders"));
        Eventually.within(
                SOON, () -> assertThat(watchers.health().engine().keys()).isEqualTo(1));
        assertThat(watchers.health().pools().get(0).quota()).isEqualTo(50);
        List<FunctionStateChange> told = written.read();
        account.functions().startUpdate("orders");
        Eventually.within(SOON, () -> assertThat(told).isNotEmpty());
    }

    @Test
    void aShardWhoseSettingsStayIsPolledOn() {
        account.functions().add("orders");
        Watchers watchers = start(all);
        Eventually.within(SOON, () -> assertThat(watchers.owned()).containsExactly(DUBLIN));
        watchers.shards(List.of(all));
        watchers.shards(List.of(WatchedShard.watchedBy(DUBLIN, all.watcher()).withFunctions(all.functions())));

        Eventually.pause(Duration.ofSeconds(2));
        assertThat(written.redis.commands().hget(store.keys().owner(DUBLIN), "token"))
                .isEqualTo("1");
    }

    @Test
    void settingsAreEqualIfTheirPartsAre() {
        WatchedShard shown = WatchedShard.of(DUBLIN, new Role("key"));
        assertThat(shown)
                .isEqualTo(WatchedShard.of(new Shard(DUBLIN.account(), DUBLIN.region()), new Role("key")))
                .isNotEqualTo(WatchedShard.of(DUBLIN, new Role("other")))
                .isNotEqualTo(shown.withFunctions(orders.functions()))
                .isNotEqualTo(shown.withQuotas(new ApiQuotas(50, 15, 0.8)));
        assertThat(all).isEqualTo(WatchedShard.watchedBy(DUBLIN, all.watcher()));
    }

    private record Role(String name) implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create(name, "secret");
        }
    }

    @Test
    void aFailureIsOverWhenAWatcherPollsThoughTheShardGoesToAnotherThen() {
        Watchers watchers = start(broken(DUBLIN), broken(TOKYO));
        Eventually.within(SOON, () -> assertThat(watchers.health().cause()).hasMessage("no role"));
        WatchedShard tokyo = WatchedShard.watchedBy(TOKYO, all.watcher());
        watchers.shards(List.of(all, tokyo));
        Eventually.within(SOON, () -> assertThat(watchers.owned()).hasSize(2));
        Eventually.within(SOON, () -> assertThat(watchers.health().cause()).isNull());
        start(all, tokyo);

        Eventually.within(SOON, () -> assertThat(watchers.owned()).hasSize(1));
        Eventually.pause(Duration.ofMillis(500)); // it ends to poll
        assertThat(watchers.health().cause()).isNull();
    }

    @Test
    void aFailureIsOverWhenTheShardIsTakenOffTheList() {
        Watchers watchers = start(broken(DUBLIN));
        Eventually.within(SOON, () -> assertThat(watchers.health().cause()).hasMessage("no role"));
        watchers.shards(List.of());
        Eventually.within(SOON, () -> assertThat(watchers.owned()).isEmpty());
        assertThat(watchers.health().cause()).isNull();
    }

    private static WatchedShard broken(Shard shard) {
        return WatchedShard.watchedBy(shard, () -> {
            throw new IllegalStateException("no role");
        });
    }

    private Watchers start(WatchedShard... shards) {
        Watchers watchers = Watchers.over(store).shards(List.of(shards)).start();
        written.untilTheEnd(watchers::close);
        return watchers;
    }

    private String functions() {
        return store.keys().functions(DUBLIN);
    }

    /** The test's own lease. */
    private void expire() {
        written.redis.commands().hset(store.keys().owner(DUBLIN), "until", "0");
    }
}
