// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static io.github.reactorwaiters.lambda.ChangeKind.APPEARED;
import static io.github.reactorwaiters.lambda.ChangeKind.DELETED;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionState;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Replicas that watch two simulated accounts together, on a real Redis. */
class WatchersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Shard DUBLIN = new Shard("000000000001", "eu-west-1");
    private static final Shard TOKYO = new Shard("000000000002", "ap-northeast-1");

    private final RedisServer redis = RedisServer.start();
    private final Map<Shard, SimulatedLambda> accounts = new HashMap<>();
    private final List<Replica> replicas = new ArrayList<>();

    @BeforeEach
    void fill() {
        for (Shard shard : List.of(DUBLIN, TOKYO)) {
            SimulatedLambda account = SimulatedLambda.builder()
                    .account(shard.account())
                    .region(shard.region())
                    .durations(Durations.fixed(Duration.ofSeconds(1)))
                    .build();
            account.functions().add("orders");
            account.functions().add(20);
            accounts.put(shard, account);
        }
    }

    @AfterEach
    void end() {
        replicas.forEach(Replica::close);
        redis.close();
        accounts.values().forEach(SimulatedLambda::close);
    }

    @Test
    void everyReplicaTellsTheSameOfAllShards() {
        Replica first = replica();
        Replica second = replica();
        Eventually.within(SOON, () -> assertThat(first.told).hasSizeGreaterThanOrEqualTo(42));
        Eventually.within(SOON, () -> assertThat(owners()).containsExactlyInAnyOrder(1, 1));
        account(DUBLIN).functions().startUpdate("orders");
        account(TOKYO).functions().startUpdate("orders");

        Eventually.within(SOON, () -> assertThat(first.updatesOf("orders")).isEqualTo(2));
        Eventually.within(SOON, () -> assertThat(second.told).hasSameSizeAs(first.told));
        assertThat(second.told).isEqualTo(first.told);
        assertThat(first.told)
                .extracting(FunctionStateChange::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
        first.isSound();
        assertThat(first.watchers.health().status()).isEqualTo(WatcherHealth.Status.HEALTHY);
        assertThat(first.watchers.replicas()).isEqualTo(2);
    }

    @Test
    void whatChangesDuringAHandoverIsToldOnceAndAsAChange() {
        Replica owner = replica();
        Eventually.within(SOON, () -> assertThat(owner.told).hasSize(42));
        Eventually.within(SOON, () -> assertThat(owner.store
                        .commands()
                        .flatMap(redis -> redis.hget(owner.store.keys().owner(DUBLIN), "complete"))
                        .block(SOON))
                .isNotNull());
        Replica reader = replica(List.of());
        Eventually.within(SOON, () -> assertThat(reader.told).hasSize(42));
        owner.die();
        account(DUBLIN).functions().startUpdate("orders");
        account(DUBLIN).functions().delete(account(DUBLIN).functions().names().get(3));
        account(TOKYO).functions().create("created");
        Eventually.pause(TTL.plusSeconds(1));

        Replica heir = replica();
        Eventually.within(SOON, () -> assertThat(reader.told).hasSizeGreaterThanOrEqualTo(45));
        Eventually.pause(Duration.ofSeconds(3));
        List<FunctionStateChange> news = reader.told.subList(42, reader.told.size());
        assertThat(news).hasSize(3);
        assertThat(news).anySatisfy(change -> assertThat(change.kinds()).contains(DELETED));
        assertThat(news).anySatisfy(change -> assertThat(change.kinds()).contains(APPEARED));
        assertThat(news).anySatisfy(change -> assertThat(change.kinds()).contains(UPDATE_COMPLETED));
        reader.isSound();
        assertThat(heir.told)
                .extracting(FunctionStateChange::sequence)
                .contains(news.get(0).sequence());
    }

    @Test
    void nothingIsLostOrToldTwiceWhileRedisIsAway() {
        Replica first = replica();
        Replica second = replica();
        Eventually.within(SOON, () -> assertThat(second.told).hasSize(42));
        redis.kill();
        account(DUBLIN).functions().startUpdate("orders");
        account(TOKYO).functions().startUpdate("orders");
        Eventually.within(
                SOON, () -> assertThat(first.watchers.health().status()).isEqualTo(WatcherHealth.Status.DEGRADED));
        Eventually.within(SOON, () -> assertThat(owners()).containsExactly(0, 0));
        long calls = calls();
        Eventually.pause(Duration.ofSeconds(1));
        assertThat(calls()).as("nobody polls").isEqualTo(calls);

        redis.restart();
        Eventually.within(SOON, () -> assertThat(first.updatesOf("orders")).isEqualTo(2));
        Eventually.within(SOON, () -> assertThat(second.told).isEqualTo(first.told));
        first.isSound();
        Eventually.within(
                SOON, () -> assertThat(first.watchers.health().status()).isEqualTo(WatcherHealth.Status.HEALTHY));
    }

    @Test
    void whatFollowsOnWhatRedisHasLostIsToldAsAChange() {
        Replica first = replica();
        Replica second = replica();
        Eventually.within(SOON, () -> assertThat(first.told).hasSize(42));
        Eventually.within(SOON, () -> assertThat(owners()).containsExactlyInAnyOrder(1, 1));
        redis.lose(() -> {
            account(DUBLIN).functions().startUpdate("orders");
            account(TOKYO).functions().startUpdate("orders");
            account(TOKYO).functions().create("created");
            Eventually.within(
                    SOON, () -> assertThat(first.latest("created").state()).isEqualTo(FunctionState.ACTIVE));
            Eventually.within(SOON, () -> assertThat(first.updatesOf("orders")).isEqualTo(2));
            Eventually.within(SOON, () -> assertThat(second.told).isEqualTo(first.told));
        });
        account(DUBLIN).functions().startUpdate("orders");
        account(TOKYO).functions().startUpdate("created");

        Eventually.within(SOON, () -> assertThat(first.updatesOf("created")).isEqualTo(1));
        // Tokyo's, of which there is no news, is told again.
        Eventually.within(SOON, () -> assertThat(first.updatesOf("orders")).isEqualTo(4));
        Eventually.within(SOON, () -> assertThat(second.told).isEqualTo(first.told));
        isSound(first.told.stream()
                .filter(change -> !change.function().value().contains(TOKYO.region())
                        || !change.function().name().equals("orders"))
                .toList());
    }

    @Test
    void aWatcherThatCannotBeMadeIsTold() {
        try (RedisStore store = RedisStore.at(redis.uri());
                Watchers watchers = Watchers.over(store)
                        .shards(List.of(WatchedShard.watchedBy(DUBLIN, () -> {
                            throw new IllegalStateException("no role");
                        })))
                        .leaseTtl(TTL)
                        .start()) {
            Eventually.within(SOON, () -> assertThat(watchers.health().cause()).hasMessage("no role"));
            assertThat(watchers.health().status()).isEqualTo(WatcherHealth.Status.DEGRADED);
        }
    }

    @Test
    void aShardIsAddedAtRunTime() {
        Replica first = replica(List.of(DUBLIN));
        Replica second = replica(List.of(DUBLIN));
        Eventually.within(SOON, () -> assertThat(first.told).hasSize(21));
        first.watchers.shards(watched(List.of(DUBLIN, TOKYO)));
        second.watchers.shards(watched(List.of(DUBLIN, TOKYO)));

        Eventually.within(SOON, () -> assertThat(first.told).hasSize(42));
        Eventually.within(SOON, () -> assertThat(second.told).isEqualTo(first.told));
        Eventually.within(SOON, () -> assertThat(owners()).containsExactly(1, 1));
    }

    private Replica replica() {
        return replica(List.of(DUBLIN, TOKYO));
    }

    private Replica replica(List<Shard> shards) {
        Replica replica = new Replica(shards);
        replicas.add(replica);
        return replica;
    }

    private SimulatedLambda account(Shard shard) {
        return java.util.Objects.requireNonNull(accounts.get(shard));
    }

    private List<WatchedShard> watched(List<Shard> shards) {
        return shards.stream()
                .map(shard -> WatchedShard.watchedBy(
                        shard, () -> FunctionWatcher.builder(account(shard).client())))
                .toList();
    }

    private List<Integer> owners() {
        return replicas.stream().map(replica -> replica.watchers.owned().size()).toList();
    }

    private long calls() {
        return accounts.values().stream()
                .mapToLong(account ->
                        account.calls().count("GetFunction") + account.calls().count("ListFunctions"))
                .sum();
    }

    /** Each change starts where the one before of its function ended. */
    private static void isSound(List<FunctionStateChange> told) {
        Map<FunctionName, FunctionSnapshot> last = new HashMap<>();
        for (FunctionStateChange change : told) {
            FunctionSnapshot before = last.put(change.function(), change.after());
            assertThat(change.before()).as("before of %s", change).isEqualTo(before);
            assertThat(change.is(FIRST_SEEN) || change.is(APPEARED) || before != null)
                    .isTrue();
            assertThat(change.is(UPDATE_STARTED) && change.is(DELETED)).isFalse();
        }
    }

    private final class Replica {
        final RedisStore store = RedisStore.at(redis.uri());
        final Watchers watchers;
        final List<FunctionStateChange> told = new CopyOnWriteArrayList<>();
        final Disposable reading;

        Replica(List<Shard> shards) {
            watchers =
                    Watchers.over(store).shards(watched(shards)).leaseTtl(TTL).start();
            reading = watchers.changes().subscribe(told::add);
        }

        long updatesOf(String name) {
            return told.stream()
                    .filter(change -> change.function().name().equals(name) && change.is(UPDATE_COMPLETED))
                    .count();
        }

        FunctionSnapshot latest(String name) {
            return told.stream()
                    .map(FunctionStateChange::after)
                    .filter(after -> after.function().name().equals(name))
                    .reduce((one, next) -> next)
                    .orElseThrow();
        }

        void isSound() {
            WatchersTest.isSound(told);
        }

        /** Says nothing any more. */
        void die() {
            store.close();
        }

        void close() {
            reading.dispose();
            watchers.leave().block(SOON);
            store.close();
        }
    }
}
