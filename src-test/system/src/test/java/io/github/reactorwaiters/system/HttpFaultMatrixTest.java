// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.system.Trouble.Shows;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/**
 * The fault matrix on real sockets and in real time: each fault of the service's, a name that does not resolve and a clock that
 * is set, at each moment of a poller's life, many at once.
 */
@Timeout(300)
class HttpFaultMatrixTest {
    private static final Duration LASTING = Duration.ofSeconds(3);
    private static final Duration UPDATE = Duration.ofMillis(1_500);

    /** Long enough to be seen on a busy machine, and over before the fault is. */
    private static final Duration CREATION = Duration.ofSeconds(4);

    private static final Duration BEYOND_CREATION = Duration.ofSeconds(5);

    /** The trouble, the longest back-off that it can have led to with its spread, a call, an update; and a busy machine. */
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private static final int AT_ONCE = 27;
    private static final FunctionName ORDERS = FunctionName.of("orders");

    private static final List<Fault> HARMLESS = List.of(
            Fault.throttle(),
            Fault.throttle(Duration.ofSeconds(1)),
            Fault.throttlingException(),
            Fault.error(500),
            Fault.error(503),
            Fault.html(200),
            Fault.html(500),
            Fault.html(503),
            Fault.reset(),
            Fault.reset().probability(0.5),
            Fault.close(),
            Fault.half(),
            Fault.malformed(),
            Fault.mistyped(),
            Fault.empty(),
            Fault.hang(),
            Fault.latency(Duration.ofSeconds(5)),
            Fault.expiredToken(),
            Fault.invalidSignature(),
            Fault.unrecognizedClient(),
            Fault.listedState(),
            Fault.noPaging());

    private static final List<Fault> OF_OTHER_VALUES = List.of(
            Fault.unknownValues(),
            Fault.missing("RevisionId"),
            Fault.missing("RevisionId", "LastModified", "CodeSha256"),
            Fault.missing("LastUpdateStatus", "StateReason"));

    private static final Set<String> OF_LISTINGS = names(Fault.listedState(), Fault.noPaging());
    private static final Set<String> OF_MEMBERS_THAT_ROWS_LACK =
            names(Fault.unknownValues(), Fault.missing("LastUpdateStatus", "StateReason"));
    private static final Set<String> OF_CHANCE = names(Fault.reset().probability(0.5));

    /** Begins what goes wrong, for one operation or, if that is null, for all. */
    private interface Begin {
        void begin(Cell cell, String operation, Duration lasting);
    }

    /**
     * What goes wrong.
     *
     * @param wasMet whether a call met it; true of a clock, which calls do not meet
     */
    private record Wrong(String name, Shows shows, Begin begins, Predicate<Cell> wasMet) {
        static Wrong of(Fault fault, Shows shows) {
            return new Wrong(
                    fault.toString(),
                    shows,
                    (cell, operation, lasting) -> cell.lambda
                            .faults()
                            .add((operation == null ? fault : fault.on(operation)).lasting(lasting)),
                    cell -> cell.lambda.calls().calls().stream()
                            .anyMatch(call -> call.outcome() != Call.Outcome.ANSWERED));
        }

        static Wrong nameIsGone() {
            return new Wrong(
                    "name is gone",
                    Shows.NOTHING,
                    (cell, operation, lasting) -> cell.names.goneUntil = System.nanoTime() + lasting.toNanos(),
                    cell -> cell.names.missed);
        }

        static Wrong clockIsSet(Duration by) {
            return new Wrong(
                    "clock is set by " + by,
                    Shows.NOTHING,
                    (cell, operation, lasting) -> cell.clock.step(by),
                    cell -> true);
        }
    }

    /** Where calls go: for a while to a host whose name does not resolve. */
    private static final class Names implements ExecutionInterceptor {
        volatile long goneUntil = System.nanoTime();
        volatile boolean missed;

        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            if (System.nanoTime() - goneUntil >= 0) {
                return context.httpRequest();
            }
            missed = true;
            return context.httpRequest().toBuilder().host("functions.invalid").build();
        }
    }

    /** When it begins. */
    private enum Phase {
        FIRST_POLL,
        IN_TRANSITION,
        SETTLED,
        AWAIT,
        ROLLOUT,
        SWEEP
    }

    @Test
    void eachFaultAtEachMomentIsSurvivedOnRealSockets() {
        List<Mono<String>> cells = Stream.of(
                        HARMLESS.stream().map(fault -> Wrong.of(fault, Shows.NOTHING)),
                        Stream.of(
                                Wrong.nameIsGone(),
                                Wrong.clockIsSet(Duration.ofHours(1)),
                                Wrong.clockIsSet(Duration.ofHours(-1)),
                                Wrong.of(Fault.accessDenied(), Shows.UNREADABLE)),
                        OF_OTHER_VALUES.stream().map(fault -> Wrong.of(fault, Shows.UNKNOWN_VALUES)))
                .flatMap(wrongs -> wrongs)
                .flatMap(HttpFaultMatrixTest::row)
                .toList();
        StepVerifier.create(Flux.fromIterable(cells)
                        .flatMapDelayError(cell -> cell, AT_ONCE, 1)
                        .count())
                .expectNext(30L * Phase.values().length)
                .expectComplete()
                .verify(Duration.ofSeconds(280));
    }

    private static Set<String> names(Fault... faults) {
        return Stream.of(faults).map(Fault::toString).collect(Collectors.toSet());
    }

    private static Stream<Mono<String>> row(Wrong wrong) {
        return Stream.of(Phase.values()).map(phase -> {
            String name = wrong.name() + ", " + phase;
            return Mono.usingWhen(
                            Mono.fromCallable(() -> new Cell(wrong)).subscribeOn(Schedulers.boundedElastic()),
                            cell -> cell.during(phase),
                            cell -> Mono.fromRunnable(cell::close).subscribeOn(Schedulers.boundedElastic()))
                    .timeout(LIMIT)
                    .onErrorMap(error -> new AssertionError(name, error))
                    .thenReturn(name);
        });
    }

    /** A service with its server, and a watcher, for what goes wrong at one moment. */
    private static final class Cell implements AutoCloseable {
        private final Wrong wrong;
        private final Shows shows;
        private final Names names = new Names();
        private final SteppedClock clock = new SteppedClock(Schedulers.parallel());
        private final SimulatedLambda lambda;
        private final FunctionWatcher watcher;

        Cell(Wrong wrong) {
            this.wrong = wrong;
            this.shows = wrong.shows();
            this.lambda =
                    SimulatedLambda.builder().durations(Durations.fixed(UPDATE)).build();
            ServedLambda server = lambda.serve(0);
            this.watcher = FunctionWatcher.builder()
                    .client(client -> client.endpointOverride(server.endpoint())
                            .region(Region.EU_WEST_1)
                            .overrideConfiguration(options -> options.addExecutionInterceptor(names))
                            .credentialsProvider(
                                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                    .scheduler(clock)
                    .callTimeout(Duration.ofSeconds(1))
                    .awaitTimeout(LIMIT)
                    .build();
        }

        @Override
        public void close() {
            watcher.close();
            lambda.close();
        }

        Mono<?> during(Phase phase) {
            return scenario(phase).doOnNext(outcome -> assertThat(wrong.wasMet().test(this) || isSpared(phase))
                    .as("a call met the fault")
                    .isTrue());
        }

        private boolean isSpared(Phase phase) {
            return OF_CHANCE.contains(wrong.name())
                    || (phase == Phase.SWEEP ? OF_MEMBERS_THAT_ROWS_LACK : OF_LISTINGS).contains(wrong.name());
        }

        private Mono<?> scenario(Phase phase) {
            return switch (phase) {
                case FIRST_POLL -> atTheFirstPoll();
                case IN_TRANSITION -> inTransition();
                case SETTLED -> settledWhileAnUpdateBeginsAndEndsUnseen();
                case AWAIT -> duringAnAwait();
                case ROLLOUT -> duringARolloutStep();
                case SWEEP -> atAPageOfASweep();
            };
        }

        private void begin() {
            wrong.begins().begin(this, null, LASTING);
        }

        private Mono<?> atTheFirstPoll() {
            lambda.functions().add("orders");
            begin();
            return untilWell(watcher.watch(ORDERS)).doOnNext(seen -> {
                if (shows == Shows.NOTHING) {
                    assertThat(seen.kinds()).containsExactly(Set.of(ChangeKind.FIRST_SEEN));
                }
            });
        }

        private Mono<?> inTransition() {
            lambda.functions().script("orders").next(CREATION);
            lambda.functions().create("orders");
            AtomicBoolean begun = new AtomicBoolean();
            return untilWell(watcher.watch(ORDERS).doOnNext(change -> {
                        if (begun.compareAndSet(false, true)) {
                            wrong.begins().begin(this, null, BEYOND_CREATION);
                        }
                    }))
                    .doOnNext(seen -> {
                        if (shows == Shows.NOTHING) {
                            assertThat(seen.kinds())
                                    .containsExactly(Set.of(ChangeKind.FIRST_SEEN), Set.of(ChangeKind.BECAME_ACTIVE));
                        }
                    });
        }

        private Mono<?> settledWhileAnUpdateBeginsAndEndsUnseen() {
            lambda.functions().add("orders");
            AtomicBoolean begun = new AtomicBoolean();
            Mono<Long> update = Mono.delay(Duration.ofMillis(300)).doOnNext(tick -> {
                lambda.functions().startUpdate("orders");
                watcher.hint(List.of(ORDERS)); // as an event or a listing would
            });
            Flux<FunctionStateChange> changes = watcher.watch(ORDERS)
                    .publish(shared -> Flux.merge(
                            shared,
                            shared.next()
                                    .doOnNext(first -> begin())
                                    .then(update)
                                    .doOnNext(tick -> begun.set(true))
                                    .thenMany(Flux.empty())));
            return seen(changes.takeUntil(change -> begun.get() && isWell(change)))
                    .doOnNext(seen -> {
                        if (shows == Shows.NOTHING || shows == Shows.UNREADABLE) {
                            assertThat(seen.isSound().changes)
                                    .filteredOn(change -> change.kinds().contains(ChangeKind.UPDATE_COMPLETED))
                                    .hasSize(1);
                        }
                    });
        }

        private Mono<?> duringAnAwait() {
            lambda.functions().add("orders");
            UpdateFunctionCodeRequest update = UpdateFunctionCodeRequest.builder()
                    .functionName("orders")
                    .zipFile(SdkBytes.fromUtf8String("PK.new.code..."))
                    .build();
            return watcher.controlPlane()
                    .call((client, request) -> client.updateFunctionCode(request), update, 0)
                    .doOnNext(answer -> begin())
                    .flatMap(answer ->
                            hinted(watcher.awaitUpdated(ORDERS, answer).doOnNext(updated -> {
                                assertThat(updated.codeSha256()).isIn(null, answer.codeSha256());
                                assertThat(updated.isUpdating()).isFalse();
                            })));
        }

        private Mono<?> duringARolloutStep() {
            lambda.functions().add("orders");
            Mono<FunctionResult> begun =
                    Mono.delay(Duration.ofMillis(50)).doOnNext(tick -> begin()).then(Mono.empty());
            Mono<FunctionResult> result = Mono.firstWithValue(hinted(rollOut()), begun);
            return result.flatMap(first -> {
                        if (first.outcome() == FunctionOutcome.UPDATED || shows == Shows.NOTHING) {
                            return Mono.just(first);
                        }
                        assertThat(first.reason()).isNotBlank();
                        return rollOut().delaySubscription(LASTING); // run again, it goes on
                    })
                    .doOnNext(last -> assertThat(last.outcome())
                            .as(last.reason())
                            .isIn(FunctionOutcome.UPDATED, FunctionOutcome.UNCHANGED))
                    .delayElement(LASTING) // what reads the function now is not to meet the fault
                    .flatMap(last -> Mono.fromFuture(
                            () -> lambda.client().getFunction(request -> request.functionName("orders"))))
                    .doOnNext(read -> assertThat(read.configuration().codeSha256())
                            .isEqualTo(RolloutFleet.NEW_CODE.codeSha256()));
        }

        private Mono<FunctionResult> rollOut() {
            return Rollout.builder(watcher)
                    .targets(Flux.just(new Target(ORDERS, RolloutFleet.NEW)))
                    .build()
                    .run()
                    .ofType(RolloutEvent.Ended.class)
                    .single()
                    .map(ended -> ended.summary().results().get(0));
        }

        private Mono<?> atAPageOfASweep() {
            List<String> names = lambda.functions().add(60);
            Mono<?> trouble = Mono.delay(Duration.ofMillis(300)).doOnNext(tick -> {
                lambda.functions().create("zz-new");
                lambda.functions().delete(names.get(30));
            });
            Flux<FunctionStateChange> changes = watcher.watchAll()
                    .publish(shared -> Flux.merge(
                            shared,
                            shared.take(60)
                                    .then(Mono.fromRunnable(() -> wrong.begins().begin(this, "ListFunctions", LASTING)))
                                    .then(trouble)
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
                return watched.isSound();
            });
        }

        /** With a hint each second once the fault is over, if it showed something: that settled functions are read soon. */
        private <T> Mono<T> hinted(Mono<T> outcome) {
            if (shows == Shows.NOTHING) {
                return outcome;
            }
            Mono<T> hints = Flux.interval(BEYOND_CREATION.plusSeconds(1), Duration.ofSeconds(1))
                    .doOnNext(tick -> watcher.hint(List.of(ORDERS)))
                    .then(Mono.empty());
            return Mono.firstWithSignal(outcome, hints);
        }

        private boolean isWell(FunctionStateChange change) {
            List<Transition> history = lambda.functions().history("orders");
            Transition truth = history.get(history.size() - 1);
            return "Active".equals(truth.state())
                    && "Successful".equals(truth.lastUpdateStatus())
                    && truth.state().equals(change.after().stateText())
                    && truth.lastUpdateStatus().equals(change.after().lastUpdateStatusText())
                    && truth.revisionId().equals(change.after().revisionId());
        }
    }
}
