// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Call.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/** The in-memory front on virtual time. Virtual pauses are longer than the patience of each verification. */
class VirtualTimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final AtomicReference<SimulatedLambda> built = new AtomicReference<>();

    private SimulatedLambda build(Duration latency) {
        SimulatedLambda lambda = SimulatedLambda.builder()
                .quotas(Quotas.unlimited())
                .durations(Durations.fixed(PAUSE))
                .latency(latency)
                .build();
        built.set(lambda);
        return lambda;
    }

    private SimulatedLambda built() {
        return Objects.requireNonNull(built.get());
    }

    private List<Call> calls() {
        return built().calls().calls();
    }

    private static Mono<GetFunctionResponse> getFunction(LambdaAsyncClient client) {
        return Mono.fromFuture(() -> client.getFunction(request -> request.functionName("orders")));
    }

    private static <T> StepVerifier.FirstStep<T> verify(Supplier<Publisher<T>> publisher) {
        return StepVerifier.withVirtualTime(publisher);
    }

    @Test
    void aCallThatTravelsReadsTheModelHalfway() {
        verify(() -> {
                    SimulatedLambda lambda = SimulatedLambda.builder()
                            .durations(Durations.fixed(PAUSE.dividedBy(2).plusMillis(1)))
                            .roundTrip("GetFunction", PAUSE)
                            .build();
                    built.set(lambda);
                    lambda.functions().create("orders");
                    return getFunction(lambda.client())
                            .map(answer -> answer.configuration().stateAsString());
                })
                .expectSubscription()
                .expectNoEvent(PAUSE.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectNext("Pending")
                .expectComplete()
                .verify(PATIENCE);
    }

    @Test
    void tenThousandCallsTakeTheirVirtualTime() {
        verify(() -> {
                    SimulatedLambda lambda = build(Duration.ZERO);
                    List<String> names = lambda.functions().add(10_000);
                    return Flux.interval(Duration.ofMinutes(1))
                            .take(10_000)
                            .concatMap(n -> Mono.fromFuture(
                                    () -> lambda.client().getFunction(r -> r.functionName(names.get(n.intValue())))))
                            .filter(seen ->
                                    !"Active".equals(seen.configuration().stateAsString()));
                })
                .thenAwait(Duration.ofMinutes(10_000))
                .expectComplete()
                .verify(Duration.ofMinutes(1));

        assertThat(built().calls().count("GetFunction")).isEqualTo(10_000);
        assertThat(calls().get(9_999).at()).isEqualTo(Instant.EPOCH.plus(Duration.ofMinutes(10_000)));
    }

    @Test
    void stateIsReadWhenTheAnswerIsDue() {
        verify(() -> {
                    SimulatedLambda lambda = build(PAUSE.plusSeconds(1));
                    lambda.functions().create("orders");
                    return getFunction(lambda.client())
                            .map(seen -> seen.configuration().stateAsString());
                })
                .expectSubscription()
                .expectNoEvent(PAUSE)
                .thenAwait(Duration.ofSeconds(1))
                .expectNext("Active")
                .expectComplete()
                .verify(PATIENCE);

        assertThat(calls().get(0).answeredAt())
                .isEqualTo(Instant.EPOCH.plus(PAUSE).plusSeconds(1));
    }

    @Test
    void cancelOfADelayedCallChangesNothing() {
        verify(() -> {
                    SimulatedLambda lambda = build(PAUSE);
                    lambda.functions().add("orders");
                    return Mono.fromFuture(() -> lambda.client().deleteFunction(r -> r.functionName("orders")));
                })
                .thenAwait(Duration.ofMinutes(1))
                .thenCancel()
                .verify(PATIENCE);

        assertThat(built().functions().names()).containsExactly("orders");
        assertThat(calls()).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(call.status()).isZero();
            assertThat(call.answeredAt()).isEqualTo(Instant.EPOCH.plusSeconds(60));
        });
    }

    @Test
    void cancelWhileTheAnswerTravelsUndoesNothing() {
        verify(() -> {
                    SimulatedLambda lambda = SimulatedLambda.builder()
                            .roundTrip("DeleteFunction", PAUSE)
                            .build();
                    built.set(lambda);
                    lambda.functions().add("orders");
                    return Mono.fromFuture(() -> lambda.client().deleteFunction(r -> r.functionName("orders")));
                })
                .thenAwait(PAUSE.minusMillis(1))
                .thenCancel()
                .verify(PATIENCE);

        assertThat(built().functions().names()).isEmpty();
        assertThat(calls()).singleElement().satisfies(call -> {
            assertThat(call.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(call.status()).isEqualTo(204);
        });
    }

    @Test
    void timeoutsOfTheSdkFollowVirtualTime() {
        verify(() -> {
                    SimulatedLambda lambda = build(Duration.ZERO);
                    lambda.faults().add(Fault.hang());
                    return getFunction(lambda.client(builder -> builder.overrideConfiguration(
                            builder.overrideConfiguration().copy(c -> c.apiCallTimeout(PAUSE)))));
                })
                .expectSubscription()
                .expectNoEvent(PAUSE.minusMillis(1))
                .thenAwait(Duration.ofMillis(1))
                .expectError(ApiCallTimeoutException.class)
                .verify(PATIENCE);

        assertThat(calls()).extracting(Call::outcome).containsExactly(Outcome.CANCELLED);
    }

    @Test
    void attemptTimeoutsOfTheSdkFollowVirtualTime() {
        verify(() -> {
                    SimulatedLambda lambda = build(Duration.ZERO);
                    lambda.faults().add(Fault.latency(PAUSE.multipliedBy(2)));
                    return getFunction(lambda.client(builder -> builder.overrideConfiguration(
                            builder.overrideConfiguration().copy(c -> c.apiCallAttemptTimeout(PAUSE)))));
                })
                .thenAwait(PAUSE)
                .expectError(ApiCallAttemptTimeoutException.class)
                .verify(PATIENCE);
    }

    @Test
    void answerMayMakeTheNextCall() {
        SimulatedLambda lambda = build(Duration.ZERO);
        lambda.functions().add("orders");
        LambdaAsyncClient client = lambda.client();
        CompletableFuture<GetFunctionResponse> chain = client.getFunction(r -> r.functionName("orders"));
        for (int i = 0; i < 100; i++) {
            chain = chain.thenCompose(seen -> client.getFunction(r -> r.functionName("orders")));
        }
        assertThat(chain).isCompleted();
        assertThat(lambda.calls().total()).isEqualTo(101);
    }

    @Test
    void answersComeOnTheCallersThread() {
        SimulatedLambda lambda = build(Duration.ZERO);
        lambda.functions().add("orders");
        AtomicReference<Thread> answering = new AtomicReference<>();
        var unused = lambda.client()
                .getFunction(r -> r.functionName("orders"))
                .thenAccept(seen -> answering.set(Thread.currentThread()));
        assertThat(answering).hasValue(Thread.currentThread());
    }
}
