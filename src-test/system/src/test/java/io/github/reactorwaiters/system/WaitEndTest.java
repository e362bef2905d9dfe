// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.AwaitTimeoutException;
import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.WatcherClosedException;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.system.VirtualFleet.Awaited;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.test.util.RaceTestUtils;

/** How waits end: each by its own timeout, by cancellation, by what a predicate throws, with the watcher. */
class WaitEndTest {
    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

    private final VirtualFleet fleet = new VirtualFleet();
    private final Disposable.Composite subscriptions = Disposables.composite();

    @AfterEach
    void close() {
        subscriptions.dispose();
        fleet.close();
    }

    private Mono<FunctionSnapshot> never(Duration timeout) {
        return fleet.watcher.withAwaitTimeout(timeout).await(ORDERS, seen -> false);
    }

    @Test
    void eachOfManyWaitsForOneFunctionTimesOutAtItsOwnTime() {
        fleet.functions().add("orders");
        List<Awaited> waits = new ArrayList<>();
        for (int seconds : new int[] {30, 10, 20, 10}) {
            waits.add(fleet.await(never(Duration.ofSeconds(seconds))));
        }
        List<Integer> ended = new ArrayList<>();
        for (int second = 0; second < 30; second++) {
            fleet.seconds(1);
            ended.add((int) waits.stream().filter(wait -> !wait.pending()).count());
        }

        assertThat(ended.subList(0, 9)).containsOnly(0);
        assertThat(ended.subList(9, 19)).containsOnly(2);
        assertThat(ended.subList(19, 29)).containsOnly(3);
        assertThat(ended.get(29)).isEqualTo(4);
        assertThat(waits).allSatisfy(wait -> assertThat(
                        wait.error(AwaitTimeoutException.class).last())
                .isNotNull());
        assertThat(fleet.watcher.health().engine().keys()).isZero();
    }

    @Test
    void whatASubscriberThrowsWhenItIsToldKeepsNothingFromTheNext() {
        Hooks.onErrorDropped(error -> {});
        try {
            fleet.functions().add("orders");
            for (Duration timeout : List.of(Duration.ofSeconds(10), LONG)) {
                subscriptions.add(never(timeout).subscribe(seen -> {}, error -> {
                    throw new AssertionError("subscriber", error);
                }));
            }
            Awaited later = fleet.await(never(Duration.ofSeconds(20)));
            Awaited last = fleet.await(never(LONG));
            fleet.seconds(20);
            later.error(AwaitTimeoutException.class);
            fleet.watcher.close();
            fleet.seconds(0);
            last.error(WatcherClosedException.class);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void settledFunctionsThatNobodyAwaitsAnyMoreHaveNotOneMorePoll() {
        try (VirtualFleet slow = new VirtualFleet(lambda -> lambda, watcher -> watcher.budgetShare(0.2)
                .listNamed(false)
                .paceLimits(PaceLimits.defaults().withFloor(Duration.ofSeconds(1))))) {
            List<FunctionName> names =
                    slow.functions().add(60).stream().map(FunctionName::of).toList();
            slow.watch(slow.watcher.watch(names));
            slow.seconds(10);
            for (int round = 0; round < 30; round++) {
                List<Disposable> waits = names.stream()
                        .map(name -> slow.watcher.await(name, seen -> false).subscribe())
                        .toList();
                slow.pass(Duration.ofSeconds(4).plusMillis(7L * round)); // flagged first, then by worth
                waits.forEach(Disposable::dispose);
                long polled = slow.watcher.stats().calls();
                slow.seconds(1);
                assertThat(slow.watcher.stats().calls()).isEqualTo(polled);
            }
        }
    }

    @Test
    void cancelledWaitLeavesTheOthersAndTheirTimeouts() {
        fleet.functions().add("orders");
        Awaited first = fleet.await(never(Duration.ofSeconds(10)));
        List<Disposable> cancelled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            cancelled.add(never(Duration.ofSeconds(5)).subscribe(seen -> {}, error -> {
                throw new AssertionError("a cancelled wait ended", error);
            }));
        }
        Awaited last = fleet.await(never(Duration.ofSeconds(10)));
        assertThat(fleet.watcher.health().engine().subscribers()).isEqualTo(5);
        fleet.seconds(1);
        cancelled.get(1).dispose();
        cancelled.get(2).dispose();
        cancelled.get(0).dispose();
        fleet.seconds(1);

        assertThat(fleet.watcher.health().engine().subscribers()).isEqualTo(2);
        fleet.seconds(7);
        assertThat(first.pending() && last.pending()).isTrue();
        fleet.seconds(1);
        assertThat(first.error(AwaitTimeoutException.class).waited()).isEqualTo(Duration.ofSeconds(10));
        assertThat(last.error(AwaitTimeoutException.class).function()).isEqualTo(ORDERS);
    }

    @Test
    void reachedWaitKeepsItsOutcomeUntilItIsAskedFor() {
        fleet.functions().add("orders");
        List<FunctionSnapshot> reached = new ArrayList<>();
        BaseSubscriber<FunctionSnapshot> slow = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(FunctionSnapshot seen) {
                reached.add(seen);
            }

            @Override
            protected void hookOnError(Throwable error) {
                throw new AssertionError("a wait that was reached failed", error);
            }
        };
        fleet.watcher.awaitActive(ORDERS).subscribe(slow);
        fleet.seconds(5);
        assertThat(fleet.watcher.health().engine().keys()).as("polled no more").isZero();
        fleet.pass(Duration.ofMinutes(11)); // past its timeout
        fleet.watcher.close();
        fleet.seconds(1);
        slow.request(1);

        assertThat(reached).hasSize(1);
    }

    @Test
    void outcomeThatNobodyAskedForIsDiscardedWhenItsSubscriberLeaves() {
        fleet.functions().create("orders");
        List<FunctionSnapshot> discarded = new ArrayList<>();
        BaseSubscriber<FunctionSnapshot> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}
        };
        fleet.watcher
                .awaitActive(ORDERS)
                .doOnDiscard(FunctionSnapshot.class, discarded::add)
                .subscribe(subscriber);
        fleet.seconds(10);
        assertThat(discarded).isEmpty();
        subscriber.cancel();

        assertThat(discarded).singleElement().matches(seen -> "Active".equals(seen.stateText()));
    }

    @Test
    void whoeverWatchesOnceAWaitIsReachedIsToldWhatItHasRead() {
        fleet.functions().create("orders");
        List<Long> calls = new ArrayList<>();
        Watched watched = fleet.watch(fleet.watcher
                .awaitActive(ORDERS)
                .doOnNext(active -> calls.add(fleet.lambda.calls().total()))
                .thenMany(Flux.defer(() -> fleet.watcher.watch(ORDERS)))
                .doOnNext(change -> calls.add(fleet.lambda.calls().total())));
        fleet.seconds(10);

        assertThat(watched.kinds()).containsExactly(Set.of(ChangeKind.FIRST_SEEN));
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1)).as("without another call").isEqualTo(calls.get(0));
    }

    @Test
    void longestTimeoutThereIsWaits() {
        fleet.functions().create("orders");
        Awaited awaited = fleet.await(fleet.watcher.withAwaitTimeout(LONG).awaitActive(ORDERS));
        fleet.seconds(60);

        assertThat(awaited.reached).hasSize(1);
    }

    @Test
    void whatAPredicateThrowsEndsItsWaitAlone() {
        fleet.functions().add("orders");
        Awaited throwing = fleet.await(fleet.watcher.await(ORDERS, seen -> {
            throw new IllegalStateException("mine");
        }));
        Awaited other = fleet.await(fleet.watcher.await(ORDERS, FunctionSnapshot::isPresent));
        fleet.seconds(5);

        assertThat(throwing.error(IllegalStateException.class)).hasMessage("mine");
        assertThat(other.reached).hasSize(1);
    }

    @Test
    void readingsGoOnToThePredicateAlsoWhereNothingChanged() {
        fleet.functions().add("orders");
        AtomicInteger asked = new AtomicInteger();
        Awaited third = fleet.await(fleet.watcher.await(ORDERS, seen -> asked.incrementAndGet() == 3));
        fleet.seconds(600);

        assertThat(third.reached).hasSize(1);
        assertThat(asked).hasValue(3);
    }

    @Test
    void closedWatcherFailsAWaitAtOnceAndAnOldOneToo() {
        fleet.functions().add("orders");
        Awaited before = fleet.await(never(LONG));
        Awaited unheard = fleet.await(never(LONG));
        fleet.watcher.close();
        Awaited after = fleet.await(never(LONG));
        fleet.seconds(1);

        for (Awaited ended : List.of(before, unheard, after)) {
            ended.error(WatcherClosedException.class);
        }
        assertThat(fleet.watcher.health().engine().keys()).isZero();
        assertThat(fleet.watcher.health().engine().subscribers()).isZero();
    }

    @Test
    void whatASchedulerThrowsThatHasNoWorkerFailsTheWaitAndNotTheClose() {
        Scheduler broken = new Scheduler() {
            @Override
            public Disposable schedule(Runnable task) {
                throw new IllegalStateException("no worker");
            }

            @Override
            public Worker createWorker() {
                throw new IllegalStateException("no worker");
            }
        };
        FunctionWatcher watcher =
                FunctionWatcher.builder(fleet.lambda.client()).scheduler(broken).build();
        List<String> signals = new ArrayList<>();
        watcher.awaitActive(ORDERS).subscribe(new CoreSubscriber<FunctionSnapshot>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                signals.add("onSubscribe");
            }

            @Override
            public void onNext(FunctionSnapshot seen) {
                signals.add("onNext");
            }

            @Override
            public void onError(Throwable error) {
                signals.add(error.toString());
            }

            @Override
            public void onComplete() {
                signals.add("onComplete");
            }
        });

        assertThat(signals).containsExactly("onSubscribe", "java.lang.IllegalStateException: no worker");
        watcher.close();
    }

    @RepeatedTest(300)
    void waitThatBeginsWhileItsWatcherClosesEnds() throws InterruptedException {
        SimulatedLambda lambda = SimulatedLambda.builder().build();
        lambda.functions().add("orders");
        FunctionWatcher watcher = FunctionWatcher.create(lambda.client());
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        var ended = new CountDownLatch(2);
        Mono<FunctionSnapshot> wait = watcher.await(FunctionName.of("orders"), seen -> false);
        RaceTestUtils.race(
                () -> wait.subscribe(ending(errors, ended)),
                () -> wait.subscribe(ending(errors, ended)),
                watcher::close);

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(errors).hasSize(2).allSatisfy(error -> assertThat(error).isInstanceOf(WatcherClosedException.class));
        lambda.close();
    }

    private static BaseSubscriber<FunctionSnapshot> ending(List<Throwable> errors, CountDownLatch ended) {
        return new BaseSubscriber<>() {
            @Override
            protected void hookOnError(Throwable error) {
                errors.add(error);
                ended.countDown();
            }
        };
    }
}
