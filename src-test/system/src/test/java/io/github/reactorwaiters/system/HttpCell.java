// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.system.Trouble.Shows;
import io.github.reactorwaiters.testkit.model.Transition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** A cell of the fault matrix on real sockets: one trouble at one moment of a poller's life. */
final class HttpCell implements AutoCloseable {
    /** When the trouble begins. */
    enum Moment {
        FIRST_POLL,
        IN_TRANSITION,
        SETTLED,
        AWAIT,
        ROLLOUT,
        SWEEP
    }

    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final Duration UPDATE = Duration.ofMillis(1_500);

    /** Long enough to be seen on a busy machine, and over before the trouble is. */
    private static final Duration CREATION = Duration.ofSeconds(4);

    private static final Duration BEYOND_CREATION = Duration.ofSeconds(5);

    /** After which a trouble is over for certain. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final HttpTrouble trouble;
    private final HttpSite site;
    private volatile long endsAt;

    private HttpCell(HttpTrouble trouble) {
        this.trouble = trouble;
        this.site = new HttpSite(UPDATE, trouble.callTimeout, trouble.limit, client -> {});
    }

    /** The name of the cell, once all has gone as promised. */
    static Mono<String> of(HttpTrouble trouble, Moment moment) {
        String name = trouble + ", " + moment;
        return Mono.usingWhen(
                        Mono.fromCallable(() -> new HttpCell(trouble)).subscribeOn(Schedulers.boundedElastic()),
                        cell -> cell.during(moment),
                        cell -> Mono.fromRunnable(cell::close).subscribeOn(Schedulers.boundedElastic()))
                .timeout(trouble.limit)
                .onErrorMap(error -> new AssertionError(name, error))
                .thenReturn(name);
    }

    @Override
    public void close() {
        site.close();
    }

    private Mono<?> during(Moment moment) {
        return scenario(moment).doOnNext(outcome -> {
            assertThat(trouble.wasMet.test(site) || trouble.spares.contains(moment))
                    .as("the trouble was met")
                    .isTrue();
            if (trouble.isWaitedFor && moment == Moment.FIRST_POLL) { // one answer suffices
                assertThat(endsAt - System.nanoTime())
                        .as("time left of the trouble")
                        .isPositive();
            }
        });
    }

    private Mono<?> scenario(Moment moment) {
        return switch (moment) {
            case FIRST_POLL -> atTheFirstPoll();
            case IN_TRANSITION -> inTransition();
            case SETTLED -> settledWhileAnUpdateBeginsAndEndsUnseen();
            case AWAIT -> duringAnAwait();
            case ROLLOUT -> duringARolloutStep();
            case SWEEP -> atAPageOfASweep();
        };
    }

    private void begin() {
        begin(null, trouble.lasting);
    }

    private void begin(@Nullable String operation, Duration lasting) {
        trouble.begins.begin(site, operation, lasting);
        endsAt = System.nanoTime() + lasting.plus(MARGIN).toNanos();
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Until the trouble is over. */
    private Mono<Void> untilOver() {
        return Mono.defer(() -> Mono.delay(Duration.ofNanos(endsAt - System.nanoTime())))
                .then();
    }

    private Mono<?> atTheFirstPoll() {
        site.lambda.functions().add("orders");
        begin();
        return untilWell(site.watcher.watch(ORDERS)).doOnNext(seen -> {
            if (trouble.shows == Shows.NOTHING) {
                assertThat(seen.kinds()).containsExactly(Set.of(ChangeKind.FIRST_SEEN));
            }
        });
    }

    private Mono<?> inTransition() {
        site.lambda.functions().script("orders").next(CREATION);
        site.lambda.functions().create("orders");
        AtomicBoolean begun = new AtomicBoolean();
        return untilWell(site.watcher.watch(ORDERS).doOnNext(change -> {
                    if (begun.compareAndSet(false, true)) {
                        begin(null, longer(trouble.lasting, BEYOND_CREATION));
                    }
                }))
                .doOnNext(seen -> {
                    if (trouble.shows == Shows.NOTHING) {
                        assertThat(seen.kinds())
                                .containsExactly(Set.of(ChangeKind.FIRST_SEEN), Set.of(ChangeKind.BECAME_ACTIVE));
                    }
                });
    }

    private Mono<?> settledWhileAnUpdateBeginsAndEndsUnseen() {
        site.lambda.functions().add("orders");
        AtomicBoolean begun = new AtomicBoolean();
        Mono<Long> update = Mono.delay(Duration.ofMillis(300)).doOnNext(tick -> {
            site.lambda.functions().startUpdate("orders");
            site.watcher.hint(List.of(ORDERS)); // as an event or a listing would
        });
        Flux<FunctionStateChange> changes = site.watcher
                .watch(ORDERS)
                .publish(shared -> Flux.merge(
                        shared,
                        shared.next()
                                .doOnNext(first -> begin())
                                .then(update)
                                .doOnNext(tick -> begun.set(true))
                                .thenMany(Flux.empty())));
        return seen(changes.takeUntil(change -> begun.get() && isWell(change))).doOnNext(seen -> {
            if (trouble.shows == Shows.NOTHING || trouble.shows == Shows.UNREADABLE) {
                assertThat(seen.isSound().changes)
                        .filteredOn(change -> change.kinds().contains(ChangeKind.UPDATE_COMPLETED))
                        .hasSize(1);
            }
        });
    }

    private Mono<?> duringAnAwait() {
        site.lambda.functions().add("orders");
        UpdateFunctionCodeRequest update = UpdateFunctionCodeRequest.builder()
                .functionName("orders")
                .zipFile(SdkBytes.fromUtf8String("PK.new.code..."))
                .build();
        return site.watcher
                .controlPlane()
                .call((client, request) -> client.updateFunctionCode(request), update, 0)
                .doOnNext(answer -> begin())
                .flatMap(answer ->
                        hinted(site.watcher.awaitUpdated(ORDERS, answer).doOnNext(updated -> {
                            assertThat(updated.codeSha256()).isIn(null, answer.codeSha256());
                            assertThat(updated.isUpdating()).isFalse();
                        })));
    }

    private Mono<?> duringARolloutStep() {
        site.lambda.functions().add("orders");
        Mono<FunctionResult> begun =
                Mono.delay(Duration.ofMillis(50)).doOnNext(tick -> begin()).then(Mono.empty());
        Mono<FunctionResult> result = Mono.firstWithValue(hinted(rollOut()), begun);
        return result.flatMap(first -> {
                    if (first.outcome() == FunctionOutcome.UPDATED || !trouble.mayFailRollouts()) {
                        return Mono.just(first);
                    }
                    assertThat(first.reason()).isNotBlank();
                    return untilOver().then(rollOut()); // run again, it goes on
                })
                .doOnNext(last -> assertThat(last.outcome())
                        .as(last.reason())
                        .isIn(FunctionOutcome.UPDATED, FunctionOutcome.UNCHANGED))
                .delayUntil(last -> untilOver()) // what reads the function now is not to meet the fault
                .flatMap(last -> Mono.fromFuture(
                        () -> site.lambda.client().getFunction(request -> request.functionName("orders"))))
                .doOnNext(read ->
                        assertThat(read.configuration().codeSha256()).isEqualTo(RolloutFleet.NEW_CODE.codeSha256()));
    }

    private Mono<FunctionResult> rollOut() {
        return Rollout.builder(site.watcher)
                .targets(Flux.just(new Target(ORDERS, RolloutFleet.NEW)))
                .build()
                .run()
                .ofType(RolloutEvent.Ended.class)
                .single()
                .map(ended -> ended.summary().results().get(0));
    }

    private Mono<?> atAPageOfASweep() {
        List<String> names = site.lambda.functions().add(60);
        Mono<?> comingAndGoing = Mono.delay(Duration.ofMillis(300)).doOnNext(tick -> {
            site.lambda.functions().create("zz-new");
            site.lambda.functions().delete(names.get(30));
        });
        Flux<FunctionStateChange> changes = site.watcher
                .watchAll()
                .publish(shared -> Flux.merge(
                        shared,
                        shared.take(60)
                                .then(Mono.fromRunnable(() -> begin("ListFunctions", trouble.lasting)))
                                .then(comingAndGoing)
                                .thenMany(Flux.empty())));
        Set<String> over = new ConcurrentSkipListSet<>();
        return seen(changes.takeUntil(change -> {
                    if (change.kinds().contains(ChangeKind.DELETED)) {
                        over.add("deleted");
                    }
                    if (change.function().name().equals("zz-new")
                            && "Active".equals(change.after().stateText())) {
                        over.add("active");
                    }
                    return over.size() == 2;
                }))
                .doOnNext(seen -> {
                    assertThat(seen.isSound().changes)
                            .filteredOn(change -> change.kinds().contains(ChangeKind.DELETED))
                            .extracting(change -> change.function().name())
                            .containsExactly(names.get(30));
                    assertThat(seen.changes)
                            .filteredOn(change -> change.kinds().contains(ChangeKind.APPEARED))
                            .extracting(change -> change.function().name())
                            .containsExactly("zz-new");
                });
    }

    /** What is seen until it is what the service has, which has settled. */
    private Mono<VirtualFleet.Watched> untilWell(Flux<FunctionStateChange> changes) {
        return seen(changes.takeUntil(this::isWell));
    }

    private Mono<VirtualFleet.Watched> seen(Flux<FunctionStateChange> changes) {
        return hinted(changes.collectList()).map(all -> {
            VirtualFleet.Watched watched = new VirtualFleet.Watched();
            watched.changes.addAll(all);
            assertThat(watched.last().at())
                    .as("the time of a change by the clock that was set")
                    .isCloseTo(Instant.now().plus(trouble.clockStep), within(1, ChronoUnit.MINUTES));
            return watched.isSound();
        });
    }

    /** With a hint each second once the fault is over, if it showed something: that settled functions are read soon. */
    private <T> Mono<T> hinted(Mono<T> outcome) {
        if (trouble.shows == Shows.NOTHING) {
            return outcome;
        }
        Mono<T> hints = Flux.interval(BEYOND_CREATION.plusSeconds(1), Duration.ofSeconds(1))
                .doOnNext(tick -> site.watcher.hint(List.of(ORDERS)))
                .then(Mono.empty());
        return Mono.firstWithSignal(outcome, hints);
    }

    private boolean isWell(FunctionStateChange change) {
        List<Transition> history = site.lambda.functions().history("orders");
        Transition truth = history.get(history.size() - 1);
        return "Active".equals(truth.state())
                && "Successful".equals(truth.lastUpdateStatus())
                && truth.state().equals(change.after().stateText())
                && truth.lastUpdateStatus().equals(change.after().lastUpdateStatusText())
                && truth.revisionId().equals(change.after().revisionId());
    }
}
