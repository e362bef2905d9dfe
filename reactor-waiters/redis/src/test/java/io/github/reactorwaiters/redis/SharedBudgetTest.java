// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One budget for three replicas, on a real Redis. */
class SharedBudgetTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final ApiQuotas HALF = new ApiQuotas(50, 15, 0.8);

    private final BudgetReplicas replicas = new BudgetReplicas();

    @AfterEach
    void end() {
        replicas.close();
    }

    @Test
    void threeReplicasTogetherSpendWhatOneMay() {
        List<PermitPool> pools = replicas.pools(3);
        pools.forEach(pool -> assertThat(pool.tryAcquire(1)).isZero()); // connects
        Eventually.pause(Duration.ofSeconds(1));
        long start = System.nanoTime();
        pools.forEach(replicas::spendAllOf);
        Eventually.pause(Duration.ofSeconds(5));

        long end = start + Duration.ofSeconds(5).toNanos();
        double rate = replicas.spentWithin(start, end) / 5.0;
        assertThat(rate).as("permits a second, of 80").isBetween(76.0, 84.0);
        assertThat(replicas.most(Duration.ofSeconds(1)))
                .as("permits in any second")
                .isLessThanOrEqualTo(92);
        pools.forEach(pool -> assertThat(pool.status().acquired()).isGreaterThan(60));
        pools.forEach(pool -> assertThat(pool.trouble()).isNull());
    }

    @Test
    void aSlowPoolIsSharedAsWell() {
        List<PermitPool> pools =
                replicas.budgets(3).stream().map(ApiBudget::controlPlane).toList();
        long start = System.nanoTime();
        pools.forEach(replicas::spendAllOf);
        Eventually.pause(Duration.ofSeconds(6));

        double rate = replicas.spentWithin(start + 1_000_000_000L, start + 6_000_000_000L) / 5.0;
        assertThat(rate).as("permits a second, of 12").isCloseTo(12, within(1.0));
        assertThat(replicas.most(Duration.ofSeconds(1))).isLessThanOrEqualTo(15);
    }

    @Test
    void newQuotasCountAlsoForWhoHasAskedBeforeAndOnOtherReplicas() {
        List<PermitPool> pools = replicas.pools(2);
        pools.forEach(this::draws);
        PermitPool half = replicas.budget(0, HALF).getFunction();
        draws(half);
        assertThat(half.status().ceiling()).isEqualTo(40, within(1e-6));

        pools.forEach(replicas::spendAllOf);
        assertThat(rate()).as("permits a second, of 40").isBetween(36.0, 42.0);
    }

    @Test
    void whoeverComesToOwnAShardBringsItsQuotas() {
        List<PermitPool> pools = replicas.pools(2);
        PermitPool half = replicas.budget(0, HALF).getFunction();
        draws(half);
        draws(pools.get(1)); // by the old ones
        PermitPool owner = replicas.leased(0, HALF).getFunction();
        draws(owner);

        replicas.spendAllOf(owner);
        replicas.spendAllOf(pools.get(1));
        assertThat(rate()).as("permits a second, of 40").isBetween(36.0, 42.0);
    }

    /** Spends some of the bucket's: not of its own share, as while the connection is made. */
    private void draws(PermitPool pool) {
        Eventually.within(SOON, () -> {
            assertThat(pool.tryAcquire(1)).isOne();
            assertThat(pool.trouble()).isNull();
            assertThat(pool.rate()).isEqualTo(pool.status().ceiling(), within(1e-6));
        });
    }

    /** Of all, a second from now. */
    private double rate() {
        Eventually.pause(Duration.ofSeconds(1));
        long start = System.nanoTime();
        Eventually.pause(Duration.ofSeconds(3));
        return replicas.spentWithin(start, start + Duration.ofSeconds(3).toNanos()) / 3.0;
    }

    @Test
    void whatOneReplicaLearnsOfThrottlingAllDo() {
        List<PermitPool> pools = replicas.pools(3);
        pools.forEach(BudgetReplicas::connect);
        pools.get(0).throttled(null);
        pools.get(1).throttled(null); // within the same second: once is enough

        assertThat(pools.get(0).rate()).isEqualTo(56, within(1.0));
        pools.forEach(replicas::spendAllOf);
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.rate()).isBetween(55.0, 60.0)));
        long start = System.nanoTime();
        Eventually.pause(Duration.ofSeconds(2));
        assertThat(replicas.spentWithin(start, System.nanoTime()) / 2.0).isBetween(48.0, 66.0);

        Eventually.within(Duration.ofSeconds(15), () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.rate()).isGreaterThan(60)));
    }

    /** As by who has not got the answer. */
    @Test
    void whatIsToldAgainOfThrottlingLowersTheRateOnce() {
        SharedBucket bucket = replicas.bucket();
        SharedBucket.Rate once = Objects.requireNonNull(
                bucket.throttled(Duration.ZERO, Duration.ZERO).block(SOON));
        Eventually.pause(Duration.ofMillis(1_200));
        SharedBucket.Rate again =
                Objects.requireNonNull(bucket.throttled(Duration.ofMillis(1_200), Duration.ofSeconds(1))
                        .block(SOON));

        assertThat(once.part()).isEqualTo(0.7, within(1e-6));
        assertThat(again.part()).isEqualTo(0.7, within(1e-6));
        assertThat(again.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPauseThatTheServiceAskedForHoldsForAll() {
        List<PermitPool> pools = replicas.pools(2);
        pools.forEach(BudgetReplicas::connect);
        long start = System.nanoTime();
        pools.get(0).throttled(Duration.ofSeconds(2));
        Eventually.pause(Duration.ofMillis(200));
        replicas.spendAllOf(pools.get(1));

        Eventually.within(SOON, () -> assertThat(replicas.given).isNotEmpty());
        assertThat(replicas.given.get(0) - start)
                .isGreaterThan(Duration.ofMillis(1_900).toNanos());
    }

    @Test
    void withoutRedisEachReplicaGivesItsFairShareAndSaysSo() {
        List<PermitPool> pools = replicas.pools(3);
        pools.forEach(replicas::spendAllOf);
        Eventually.within(SOON, () -> assertThat(replicas.given).hasSizeGreaterThan(60));
        replicas.redis.pause();
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.trouble()).isNotNull()));
        assertThat(pools.get(0).trouble())
                .isInstanceOf(RedisUnreachableException.class)
                .hasMessage("Redis cannot be reached: GetFunction gives 26.7/s, this replica's share of 3");
        assertThat(pools.get(0).rate()).isEqualTo(80 / 3.0, within(0.1));

        long start = System.nanoTime();
        Eventually.pause(Duration.ofSeconds(3));
        double rate = replicas.spentWithin(start, start + Duration.ofSeconds(3).toNanos()) / 3.0;
        assertThat(rate).as("permits a second, of 80").isBetween(70.0, 90.0);

        replicas.redis.goOn();
        Eventually.within(SOON, () -> assertThat(pools)
                .allSatisfy(pool -> assertThat(pool.trouble()).isNull()));
        // They come back to Redis at different moments; those who are back draw no more than their shares until all
        // are.
        Eventually.pause(Duration.ofSeconds(3));
        assertThat(replicas.most(Duration.ofSeconds(1)))
                .as("permits in any second")
                .isLessThanOrEqualTo(100);
        assertThat(pools.get(0).rate()).isEqualTo(80, within(0.1));
    }

    @Test
    void aPoolThatIsIdleWhenRedisIsBackSaysSoToo() {
        PermitPool pool = replicas.pools(2).get(0);
        replicas.spendAllOf(pool);
        Eventually.within(SOON, () -> assertThat(replicas.given).hasSizeGreaterThan(20));
        replicas.redis.pause();
        Eventually.within(SOON, () -> assertThat(pool.rate()).isEqualTo(80 / 3.0, within(0.1)));
        replicas.redis.goOn();
        Eventually.within(SOON, () -> assertThat(pool.trouble()).isNull());
        replicas.stopSpending();

        Eventually.within(SOON, () -> assertThat(pool.rate()).isEqualTo(80, within(0.1)));
    }
}
