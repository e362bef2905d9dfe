// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class PermitQueueTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final PermitPool pool = new PermitPool("test", 10, 1, new SchedulerClock(() -> time));
    private final List<String> served = new ArrayList<>();

    private Disposable ask(String who, int rank) {
        return pool.acquire(rank).subscribe(nothing -> {}, error -> {}, () -> served.add(who));
    }

    private void drain() {
        pool.tryAcquire(1_000);
    }

    @Test
    void servesByRankThenByComing() {
        drain();
        ask("late a", 1);
        ask("late b", 1);
        ask("early a", 0);
        ask("early b", 0);
        assertThat(served).isEmpty();

        time.advanceTimeBy(Duration.ofMillis(450));
        assertThat(served).containsExactly("early a", "early b", "late a", "late b");
    }

    @Test
    void whoeverTriesComesAfterThoseWhoWait() {
        List<Integer> tried = new ArrayList<>();
        drain();
        // The permit is there, and the queue's timer is due, but comes later.
        Disposable unused = time.schedule(() -> tried.add(pool.tryAcquire(1)), 100, TimeUnit.MILLISECONDS);
        ask("a", 5);
        time.advanceTimeBy(Duration.ofMillis(99));
        assertThat(pool.tryAcquire(1)).isZero();
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(tried).containsExactly(0);
        assertThat(served).containsExactly("a");

        time.advanceTimeBy(Duration.ofMillis(100));
        assertThat(pool.tryAcquire(1)).isOne();
    }

    @Test
    void cancellingGivesThePlaceUpAndCostsNoPermit() {
        drain();
        long before = pool.status().acquired();
        Disposable first = ask("first", 0);
        ask("second", 0);
        first.dispose();
        time.advanceTimeBy(Duration.ofMillis(101));

        assertThat(served).containsExactly("second");
        assertThat(pool.status().acquired()).isEqualTo(before + 1);
    }

    @Test
    void whatOneOfThemThrowsHoldsUpNobodyElse() {
        assertThatThrownBy(() -> pool.acquire().subscribe(new BaseSubscriber<>() {
                    @Override
                    protected void hookOnComplete() {
                        throw new NoClassDefFoundError("mine"); // fatal: Reactor lets it through
                    }
                }))
                .hasMessage("mine");
        ask("next", 0);
        drain();
        ask("later", 0);
        time.advanceTimeBy(Duration.ofMillis(250));

        assertThat(served).containsExactly("next", "later");
    }

    @Test
    void theRateIsUsedToTheFull() {
        AtomicInteger count = new AtomicInteger();
        Disposable all = Flux.range(0, 1_000)
                .flatMap(i -> pool.acquire().doOnSuccess(nothing -> count.incrementAndGet()), 1_000)
                .subscribe(nothing -> {}, error -> {});
        time.advanceTimeBy(Duration.ofSeconds(60));
        all.dispose();

        assertThat(count.get()).isBetween(600, 604);
    }

    @Test
    void aPermitMayAskForTheNextAtOnce() {
        AtomicInteger count = new AtomicInteger();
        Disposable chain = Mono.defer(() -> pool.acquire().doOnSuccess(nothing -> count.incrementAndGet()))
                .repeat(100)
                .subscribe(nothing -> {}, error -> {});
        time.advanceTimeBy(Duration.ofSeconds(11));

        assertThat(chain.isDisposed()).isTrue();
        assertThat(count.get()).isEqualTo(101);
    }

    @Test
    void aPauseAfterThrottlingHoldsForAllWhoWait() {
        drain();
        ask("a", 0);
        pool.throttled(Duration.ofSeconds(5));
        time.advanceTimeBy(Duration.ofMillis(4_900));
        assertThat(served).isEmpty();

        time.advanceTimeBy(Duration.ofMillis(400));
        assertThat(served).containsExactly("a");
    }
}
