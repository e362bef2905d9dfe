// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** Clients that come while the hub goes. */
@Timeout(20)
class HubRaceTest {
    private static final int REPEATS = 1_000;
    private final FunctionWatcher watcher = HubRun.throttled(Schedulers.parallel());
    private final ChangeHub hub = ChangeHub.of(watcher, Flux.never())
            .pingInterval(Duration.ofHours(1))
            .start();
    private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
    private final CountDownLatch told = new CountDownLatch(3);
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        Hooks.resetOnErrorDropped();
        hub.close();
        watcher.close();
    }

    @RepeatedTest(value = REPEATS, name = RepeatedTest.LONG_DISPLAY_NAME)
    void whoComesWhileTheHubClosesIsTold() throws InterruptedException {
        Hooks.onErrorDropped(dropped::add);
        RaceTestUtils.race(hub::close, this::open, this::open, this::askForDocument);

        assertThat(told.await(5, TimeUnit.SECONDS)).as("all are told").isTrue();
        assertThat(errors).hasSizeBetween(2, 3).allMatch(StreamClosedException.class::isInstance);
        assertThat(dropped).isEmpty();
        assertThat(hub.clients()).isZero();
    }

    @RepeatedTest(value = REPEATS, name = RepeatedTest.LONG_DISPLAY_NAME)
    void clientsAreCountedWhoComesAndWhoGoes() {
        Runnable first = session();
        Runnable second = session();
        RaceTestUtils.race(first, second, this::open, this::open);

        // A document is made after what was asked of the hub before.
        StepVerifier.create(hub.timeline(FunctionName.of("orders")))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(5));
        assertThat(hub.clients()).isEqualTo(2);
    }

    private Runnable session() {
        return hub.open(null, ChangeFilter.all(), Flux.never()).subscribe(frame -> {}, errors::add)::dispose;
    }

    private void open() {
        hub.open(null, ChangeFilter.all(), Flux.never()).subscribe(frame -> {}, this::failed);
    }

    private void askForDocument() {
        hub.timeline(FunctionName.of("orders")).subscribe(document -> told.countDown(), this::failed);
    }

    private void failed(Throwable error) {
        errors.add(error);
        told.countDown();
    }
}
