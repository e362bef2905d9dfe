// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static io.github.reactorwaiters.lambda.ChangeKind.BECAME_ACTIVE;
import static io.github.reactorwaiters.lambda.ChangeKind.FIRST_SEEN;
import static io.github.reactorwaiters.lambda.ChangeKind.UPDATE_COMPLETED;
import static io.github.reactorwaiters.system.VirtualFleet.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallsRejectedException;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherClosedException;
import io.github.reactorwaiters.lambda.WatcherHealth.Status;
import io.github.reactorwaiters.system.VirtualFleet.Watched;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;

/** What the caller's own functions throw, and rows that cannot be read: the engine goes on, and nobody else notices. */
class CallersFaultTest {
    @Test
    void aFilterThatThrowsFailsItsOwnStreamOnly() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().add(3);
            Watched broken = fleet.watch(fleet.watcher.watchAll(name -> {
                throw new IllegalStateException("filter");
            }));
            Watched well = fleet.watch(fleet.watcher.watchAll());
            fleet.seconds(10);
            Watched late = fleet.watch(fleet.watcher.watchAll(name -> {
                throw new IllegalStateException("filter");
            }));
            fleet.functions().create("orders");
            fleet.seconds(20);

            assertThat(broken.errors).singleElement().hasToString("java.lang.IllegalStateException: filter");
            assertThat(late.errors).singleElement().hasToString("java.lang.IllegalStateException: filter");
            assertThat(well.isSound().changes).hasSizeGreaterThan(4);
            assertThat(fleet.watcher.health().engine().subscribers()).isOne();
        }
    }

    @Test
    void aClassThatCannotBeToldIsAFailedReadingAndTriedAgain() {
        AtomicInteger asked = new AtomicInteger();
        try (VirtualFleet fleet = new VirtualFleet(
                lambda -> lambda,
                watcher -> watcher.classes(function -> {
                    int times = asked.incrementAndGet();
                    if (times == 3) {
                        throw new NoClassDefFoundError("classes");
                    }
                    if (times < 4) {
                        throw new IllegalStateException("classes");
                    }
                    return "zip";
                }))) {
            fleet.functions().create("orders");
            Watched watched = fleet.watchOrders();
            fleet.pass(Duration.ofMillis(500));
            assertThat(fleet.watcher.health().engine().failingKeys()).isOne();
            fleet.seconds(30);

            assertThat(watched.isSound().last().after().stateText()).isEqualTo("Active");
            assertThat(fleet.watcher.health().engine().failingKeys()).isZero();
        }
    }

    @Test
    void aPredicateThatThrowsFailsItsOwnWaitOnly() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().create("orders");
            Watched watched = fleet.watchOrders();
            var broken = fleet.await(fleet.watcher.await(ORDERS, seen -> {
                throw new IllegalStateException("predicate");
            }));
            fleet.seconds(10);

            assertThat(broken.error(IllegalStateException.class)).hasMessage("predicate");
            assertThat(watched.isSound().kinds()).containsExactly(Set.of(FIRST_SEEN), Set.of(BECAME_ACTIVE));
        }
    }

    @Test
    void whatTheSubscriberOfAWaitThrowsKeepsNothingFromTheOthers() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().create("orders");
            var well = fleet.await(fleet.watcher.awaitActive(ORDERS));
            // Who came last is told first.
            Disposable unused = fleet.watcher.awaitActive(ORDERS).subscribe(seen -> {
                throw new NoClassDefFoundError("subscriber");
            });
            Disposable unusedToo = fleet.watcher
                    .await(ORDERS, seen -> {
                        throw new IllegalStateException("predicate");
                    })
                    .subscribe(seen -> {}, error -> {
                        throw new AssertionError("subscriber", error);
                    });
            fleet.seconds(10);

            assertThat(well.reached).hasSize(1);
            assertThat(fleet.watcher.health().engine().failed()).isZero();
            assertThat(fleet.watcher.health().engine().subscribers()).isZero();
            assertThat(dropped).hasAtLeastOneElementOfType(AssertionError.class);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void whatTheSubscriberOfAStreamThrowsKeepsNothingFromTheOthers() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().create("orders");
            Watched first = fleet.watchOrders();
            Disposable unused = fleet.watcher.watch(ORDERS).subscribe(change -> {
                throw new NoClassDefFoundError("subscriber");
            });
            Watched last = fleet.watchOrders();
            fleet.seconds(10);
            fleet.functions().startUpdate("orders");
            fleet.seconds(60);

            for (Watched well : List.of(first, last)) {
                assertThat(well.isSound().last().kinds()).contains(UPDATE_COMPLETED);
                assertThat(well.changes).doesNotHaveDuplicates();
            }
            assertThat(fleet.watcher.health().engine().failed()).isZero();
            assertThat(dropped).hasAtLeastOneElementOfType(NoClassDefFoundError.class);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void aSubscriberThatThrowsAtTheEndKeepsNobodyFromIt() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.watcher.watch(ORDERS).subscribe(new BaseSubscriber<>() {
                @Override
                protected void hookOnComplete() {
                    throw new IllegalStateException("subscriber");
                }
            });
            Watched well = fleet.watchOrders();
            var waiting = fleet.await(fleet.watcher.awaitActive(ORDERS));
            fleet.watcher.close();
            fleet.seconds(1);

            assertThat(well.completed).isTrue();
            waiting.error(WatcherClosedException.class);
            assertThat(dropped).isNotEmpty();
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void aSubscriberThatThrowsAtAFailureKeepsNobodyFromIt() {
        List<Throwable> dropped = new ArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (VirtualFleet fleet = VirtualFleet.strict()) {
            fleet.watcher.watch(ORDERS).subscribe(new CoreSubscriber<>() {
                @Override
                public void onSubscribe(Subscription subscription) {
                    subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(FunctionStateChange change) {}

                @Override
                public void onError(Throwable error) {
                    throw new IllegalStateException("subscriber", error);
                }

                @Override
                public void onComplete() {}
            });
            Watched well = fleet.watchOrders();
            fleet.lambda.faults().add(Fault.expiredToken());
            fleet.seconds(10);

            assertThat(well.errors).singleElement().isInstanceOf(CallsRejectedException.class);
            assertThat(dropped).hasAtLeastOneElementOfType(IllegalStateException.class);
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void anErrorOfAFilterEndsNoListing() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            fleet.functions().add(3);
            List<Watched> broken = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // more than there are listings at a time
                broken.add(fleet.watch(fleet.watcher.watchAll(name -> {
                    throw new AssertionError("filter");
                })));
                fleet.seconds(5);
            }
            Watched well = fleet.watch(fleet.watcher.watchAll());
            fleet.seconds(10);
            fleet.functions().create("orders");
            fleet.seconds(60);

            assertThat(broken)
                    .allSatisfy(stream ->
                            assertThat(stream.errors).singleElement().hasToString("java.lang.AssertionError: filter"));
            assertThat(well.isSound().changes).hasSizeGreaterThan(4);
        }
    }

    @Test
    void rowsWithoutNamesAreTrouble() {
        try (VirtualFleet fleet = new VirtualFleet()) {
            List<String> names = fleet.functions().add(60);
            Watched watched = fleet.watch(fleet.watcher.watchAll());
            fleet.seconds(10);
            fleet.lambda.faults().add(Fault.missing("FunctionName").on("ListFunctions"));
            fleet.seconds(60);
            assertThat(fleet.watcher.health().status()).isEqualTo(Status.DEGRADED);
            fleet.functions().delete(names.get(0));
            fleet.functions().create("orders");
            fleet.lambda.faults().clear();
            fleet.seconds(60);

            assertThat(fleet.watcher.health().status()).isEqualTo(Status.HEALTHY);
            assertThat(watched.isSound().changes).hasSize(63);
        }
    }
}
