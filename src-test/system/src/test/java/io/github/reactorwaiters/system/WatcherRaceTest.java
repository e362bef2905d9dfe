// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Subscribing, cancelling, closing, hinting and emitting, in every pair at the same instant, a thousand times each. */
class WatcherRaceTest {
    private static final int REPEATS = 1_000;
    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final SimulatedLambda LAMBDA =
            SimulatedLambda.builder().quotas(Quotas.unlimited()).build();

    static {
        LAMBDA.functions().add("orders");
    }

    /** What two threads do at once. */
    private enum Deed {
        SUBSCRIBE,
        CANCEL,
        CLOSE,
        HINT,
        EMIT,
        AWAIT,
        REQUEST,
        LEARN
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Deed.values()).flatMap(one -> Arrays.stream(Deed.values())
                .filter(other -> other.compareTo(one) >= 0)
                .map(other -> Arguments.of(one, other)));
    }

    @AfterAll
    static void close() {
        LAMBDA.close();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void inEveryPair(Deed one, Deed other) throws InterruptedException {
        for (int i = 0; i < REPEATS; i++) {
            race(one, other);
        }
    }

    private static void race(Deed one, Deed other) throws InterruptedException {
        FunctionWatcher watcher = FunctionWatcher.builder(LAMBDA.client()).build();
        List<Strict> subscribers = new ArrayList<>();
        List<Mono<?>> ends = new ArrayList<>();
        Strict standing = new Strict(1);
        Strict leaving = new Strict(Long.MAX_VALUE);
        subscribers.add(standing);
        subscribers.add(leaving);
        watcher.watch(ORDERS).subscribe(standing);
        watcher.watch(ORDERS).subscribe(leaving);

        RaceTestUtils.race(
                deed(one, watcher, subscribers, standing, leaving, ends),
                deed(other, watcher, subscribers, standing, leaving, ends));
        watcher.close();

        // Whatever came first: every stream has ended, in order, and nothing is left.
        synchronized (ends) {
            StepVerifier.create(Flux.merge(ends).then()).expectComplete().verify(Duration.ofSeconds(10));
        }
        synchronized (subscribers) {
            for (Strict each : subscribers) {
                assertThat(each.over.await(10, TimeUnit.SECONDS)).as("ended").isTrue();
                assertThat(each.broken).as("signals out of order").hasValue(0);
            }
        }
    }

    private static Runnable deed(
            Deed deed,
            FunctionWatcher watcher,
            List<Strict> subscribers,
            Strict standing,
            Strict leaving,
            List<Mono<?>> ends) {
        return switch (deed) {
            case SUBSCRIBE ->
                () -> {
                    Strict late = new Strict(Long.MAX_VALUE);
                    synchronized (subscribers) {
                        subscribers.add(late);
                    }
                    watcher.watch(ORDERS).subscribe(late);
                };
            case CANCEL -> leaving::cancel;
            case CLOSE -> watcher::close;
            case HINT -> () -> watcher.hint(List.of(ORDERS));
            case EMIT ->
                () -> {
                    LAMBDA.functions().force("orders", "Active", "reason " + System.nanoTime(), "Creating");
                    watcher.hint(List.of(ORDERS));
                };
            case AWAIT -> () -> ended(ends, watcher.awaitExists(ORDERS).onErrorComplete());
            case REQUEST -> () -> standing.request(1);
            case LEARN -> () -> ended(ends, watcher.learned());
        };
    }

    /** Subscribes at once; the end can be waited for later. */
    private static void ended(List<Mono<?>> ends, Mono<?> mono) {
        Mono<?> end = Mono.fromFuture(mono.toFuture());
        synchronized (ends) {
            ends.add(end);
        }
    }

    /** Counts signals that overlap or come after the end. */
    private static final class Strict extends BaseSubscriber<FunctionStateChange> {
        final AtomicInteger broken = new AtomicInteger();
        private final AtomicInteger inside = new AtomicInteger();
        private final long demand;
        final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean ended;

        Strict(long demand) {
            this.demand = demand;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(demand);
        }

        @Override
        protected void hookOnNext(FunctionStateChange change) {
            if (inside.getAndIncrement() != 0 || ended) {
                broken.incrementAndGet();
            }
            inside.decrementAndGet();
        }

        @Override
        protected void hookFinally(SignalType type) {
            ended = type != SignalType.CANCEL;
            over.countDown();
        }
    }
}
