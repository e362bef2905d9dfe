// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Pools whose permits come from elsewhere. */
class PermitSourceTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SchedulerClock clock = new SchedulerClock(() -> time);
    private final Elsewhere elsewhere = new Elsewhere();
    private final PermitPool pool = new PermitPool("test", 10, 0.5, clock, elsewhere);

    @Test
    void permitsAreTakenFromTheSource() {
        elsewhere.permits = 3;

        assertThat(pool.tryAcquire(2)).isEqualTo(2);
        assertThat(pool.status()).isEqualTo(new PoolStatus("test", 10, 5, 4, 1, 2, 0));
        assertThat(pool.tryAcquire(2)).isEqualTo(1);
        assertThat(pool.status()).isEqualTo(new PoolStatus("test", 10, 5, 4, 0, 3, 0));
        assertThat(pool.nanosToNext()).isEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void whoeverWaitsIsServedWhenTheSourceHasAPermit() {
        List<String> served = new ArrayList<>();
        pool.acquire(1).subscribe(done -> {}, error -> {}, () -> served.add("second"));
        pool.acquire(0).subscribe(done -> {}, error -> {}, () -> served.add("first"));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(served).isEmpty();

        elsewhere.permits = 2;
        time.advanceTimeBy(Duration.ofMillis(20));
        assertThat(served).containsExactly("first", "second");
    }

    @Test
    void whoSpendsSeveralTogetherComesAgainWhenSixteenAreThereOrAfterATenthOfASecondOrWithTheNext() {
        assertThat(pool.nanosToSeveral()).isEqualTo(Duration.ofMillis(100).toNanos());
        elsewhere.rate = 200;
        assertThat(pool.nanosToSeveral()).isEqualTo(Duration.ofMillis(80).toNanos());
        elsewhere.rate = 1_000;
        assertThat(pool.nanosToSeveral()).isEqualTo(Duration.ofMillis(50).toNanos());

        elsewhere.next = Duration.ofMillis(180);
        assertThat(pool.nanosToSeveral()).isEqualTo(Duration.ofMillis(180).toNanos());

        elsewhere.permits = 1;
        assertThat(pool.nanosToSeveral()).isZero();
    }

    @Test
    void throttlingAndTroubleAreTheSources() {
        pool.throttled(Duration.ofSeconds(3));
        elsewhere.trouble = new IllegalStateException("out of reach");

        assertThat(elsewhere.pauses).containsExactly(Duration.ofSeconds(3));
        assertThat(pool.status().throttled()).isEqualTo(1);
        ApiBudget budget = ApiBudget.of(new PermitPool("other", 10, 1, clock), pool, clock);
        assertThat(budget.trouble()).hasMessage("out of reach");
        assertThat(budget.clock()).isSameAs(clock);
    }

    private static final class Elsewhere implements PermitSource {
        int permits;
        double rate = 4;
        Duration next = Duration.ofMillis(20);
        final List<@Nullable Duration> pauses = new ArrayList<>();

        @Nullable
        Throwable trouble;

        @Override
        public int take(int atMost) {
            int got = Math.min(atMost, permits);
            permits -= got;
            return got;
        }

        @Override
        public long nanosToNext() {
            return permits > 0 ? 0 : next.toNanos();
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {
            pauses.add(retryAfter);
        }

        @Override
        public long available() {
            return permits;
        }

        @Override
        public double rate() {
            return rate;
        }

        @Override
        public @Nullable Throwable trouble() {
            return trouble;
        }
    }
}
