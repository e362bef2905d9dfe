// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Who polls what, on a real Redis, with a TTL of 2 s so that minutes pass in seconds. */
class ShardLeasesTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration SETTLED = Duration.ofSeconds(8);
    private static final List<Shard> SHARDS = shards(7);

    private final RedisServer redis = RedisServer.start();
    private final List<Replica> replicas = new ArrayList<>();

    /** Every shard and who works on it; a second one is noted as an overlap. */
    private final Map<Shard, Replica> working = new ConcurrentHashMap<>();

    private final List<String> overlaps = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        replicas.forEach(Replica::close);
        redis.close();
        assertThat(overlaps).isEmpty();
    }

    @Test
    void shardsAreSpreadEvenlyAndMoveAsReplicasComeAndGo() {
        Replica first = replica();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));

        Replica second = replica();
        Replica third = replica();
        Eventually.within(SETTLED, () -> assertThat(sizes()).containsExactly(3, 2, 2));
        assertThat(all()).containsExactlyInAnyOrderElementsOf(SHARDS);
        assertThat(first.leases.status().replicas()).isEqualTo(3);

        Set<Shard> kept = second.owned();
        first.close();
        Duration handover = Eventually.within(SETTLED, () -> assertThat(all()).hasSize(7));
        assertThat(handover).as("leases given back are taken at once").isLessThan(TTL.plusSeconds(1));
        assertThat(second.owned()).containsAll(kept);
        assertThat(third.owned()).hasSizeBetween(3, 4);
    }

    @Test
    void theShardsOfADeadReplicaAreTakenOverWithinItsTtlAndTwoSeconds() {
        Replica first = replica();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
        Replica second = replica();
        Eventually.within(SETTLED, () -> assertThat(sizes()).containsExactlyInAnyOrder(4, 3));

        first.die();
        Duration takeover =
                Eventually.within(SETTLED, () -> assertThat(second.owned()).hasSize(7));
        assertThat(takeover).isLessThan(TTL.plusSeconds(2));
    }

    @Test
    void everyOwnerHasAHigherTokenThanTheOneBefore() {
        Replica first = replica();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
        first.close();
        Replica second = replica();
        Eventually.within(SETTLED, () -> assertThat(second.owned()).hasSize(7));

        for (Shard shard : SHARDS) {
            assertThat(second.token(shard)).isGreaterThan(first.token(shard));
        }
    }

    @Test
    void aReplicaThatCannotRenewStopsBeforeItsLeaseCanPassOn() {
        Replica first = replica();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));

        redis.pause();
        Duration stopped =
                Eventually.within(SETTLED, () -> assertThat(first.owned()).isEmpty());
        assertThat(stopped).isLessThan(TTL);
        assertThat(working).isEmpty();
        assertThat(first.lastLeases).noneMatch(ShardLease::isValid);
        Eventually.within(
                SETTLED, () -> assertThat(first.leases.status().trouble()).isNotNull());

        redis.goOn();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
        assertThat(first.leases.status().trouble()).isNull();
    }

    /** Batches are counted by lease: one that came back under its old fence would have its first batches taken for written. */
    @Test
    void aLeaseThatEndedIsTakenAnewThoughRedisStillHasIt() {
        Replica first = replica();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
        for (int i = 0; i < 5; i++) {
            redis.pause();
            Eventually.within(SETTLED, () -> assertThat(first.owned()).isEmpty());
            redis.goOn(); // a tenth of the TTL before Redis ends them
            Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
        }
        assertThat(first.lastLeases)
                .extracting(lease -> lease.shard() + " " + lease.fence())
                .doesNotHaveDuplicates();
    }

    @Test
    void leasesComeBackWhenRedisIsRestarted() {
        Replica first = replica();
        Replica second = replica();
        Eventually.within(SETTLED, () -> assertThat(all()).hasSize(7));

        redis.kill();
        Eventually.within(SETTLED, () -> assertThat(all()).isEmpty());
        redis.restart();
        Eventually.within(SETTLED, () -> assertThat(sizes()).containsExactlyInAnyOrder(4, 3));
        assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
    }

    @Test
    void aReplicaMayStartBeforeRedisDoes() {
        redis.kill();
        Replica first = replica();
        Eventually.within(
                SETTLED, () -> assertThat(first.leases.status().trouble()).isNotNull());
        redis.restart();
        Eventually.within(SETTLED, () -> assertThat(first.owned()).hasSize(7));
    }

    @Test
    void theListOfShardsChangesAtRunTime() {
        Replica first = replica();
        Replica second = replica();
        Eventually.within(SETTLED, () -> assertThat(all()).hasSize(7));

        List<Shard> others = new ArrayList<>(SHARDS.subList(2, 7));
        others.addAll(shards(12).subList(7, 12));
        replicas.forEach(replica -> replica.leases.shards(others));
        Eventually.within(SETTLED, () -> assertThat(all()).containsExactlyInAnyOrderElementsOf(others));
        Eventually.within(SETTLED, () -> assertThat(sizes()).containsExactly(5, 5));
        assertThat(first.owned()).doesNotContainAnyElementsOf(second.owned());
    }

    private Replica replica() {
        Replica replica = new Replica(RedisStore.at(redis.uri()));
        replicas.add(replica);
        return replica;
    }

    private List<Shard> all() {
        return replicas.stream().flatMap(replica -> replica.owned().stream()).toList();
    }

    private List<Integer> sizes() {
        return replicas.stream().map(replica -> replica.owned().size()).toList();
    }

    private static List<Shard> shards(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Shard(String.format("%012d", i), "eu-west-1"))
                .toList();
    }

    /** One that notes what it works on. */
    private final class Replica implements AutoCloseable {
        final RedisStore store;
        final ShardLeases leases;
        final List<ShardLease> lastLeases = new CopyOnWriteArrayList<>();

        Replica(RedisStore store) {
            this.store = store;
            this.leases = new ShardLeases(store, new SchedulerClock(Schedulers::parallel), TTL, this::work);
            leases.shards(SHARDS);
            leases.start();
        }

        Mono<Void> work(ShardLease lease) {
            lastLeases.add(lease);
            return Mono.<Void>never()
                    .doOnSubscribe(begun -> {
                        Replica other = working.put(lease.shard(), this);
                        if (other != null && other != this) {
                            overlaps.add(lease.shard().toString());
                        }
                    })
                    .doOnCancel(() -> working.remove(lease.shard(), this));
        }

        Set<Shard> owned() {
            return leases.status().owned();
        }

        long token(Shard shard) {
            return lastLeases.stream()
                    .filter(lease -> lease.shard().equals(shard))
                    .map(ShardLease::fence)
                    .mapToLong(fence -> Long.parseLong(fence.substring(0, fence.indexOf(':'))))
                    .max()
                    .orElseThrow();
        }

        /** Says nothing any more, not even goodbye; what it did is stopped with it. */
        void die() {
            store.close();
            working.values().removeIf(this::equals);
        }

        @Override
        public void close() {
            leases.dispose();
            Eventually.pause(Duration.ofMillis(100));
            store.close();
        }
    }
}
