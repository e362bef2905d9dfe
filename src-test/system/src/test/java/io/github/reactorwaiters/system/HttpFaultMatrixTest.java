// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** The fault matrix on real sockets and in real time: a watch, a wait and a rollout at once, each trouble by itself. */
@Timeout(120)
class HttpFaultMatrixTest {
    private static final List<String> TROUBLES = List.of(
            "throttle",
            "throttling400",
            "error503",
            "error503html",
            "error200html",
            "reset",
            "close",
            "half",
            "malformed",
            "empty",
            "hang",
            "latency=5s",
            "expiredtoken");

    private static final FunctionName ORDERS = FunctionName.of("orders");
    private static final FunctionName ROLLED = FunctionName.of("rolled");

    /** What came of a watch, a wait and a rollout. */
    private record Outcome(String trouble, List<FunctionStateChange> changes, FunctionOutcome rolledOut) {}

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void eachTroubleIsSurvivedOnRealSockets() {
        StepVerifier.create(Flux.fromIterable(TROUBLES)
                        .flatMap(this::survive, TROUBLES.size())
                        .collectList())
                .assertNext(outcomes -> assertThat(outcomes).hasSize(TROUBLES.size()))
                .expectComplete()
                .verify(Duration.ofSeconds(90));
    }

    private Mono<Outcome> survive(String trouble) {
        SimulatedLambda lambda = SimulatedLambda.builder()
                .durations(Durations.fixed(Duration.ofMillis(1_500)))
                .build();
        FunctionWatcher watcher = watcher(lambda.serve(0));
        open.add(watcher);
        open.add(lambda);
        return scenario(trouble, lambda, watcher);
    }

    private static FunctionWatcher watcher(ServedLambda server) {
        return FunctionWatcher.builder()
                .client(client -> client.endpointOverride(server.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))))
                .callTimeout(Duration.ofSeconds(1))
                .awaitTimeout(Duration.ofSeconds(60))
                .build();
    }

    private static Mono<Outcome> scenario(String trouble, SimulatedLambda lambda, FunctionWatcher watcher) {
        lambda.functions().add("orders");
        lambda.functions().add("rolled");
        lambda.functions().create("fresh");
        UpdateFunctionCodeRequest update = UpdateFunctionCodeRequest.builder()
                .functionName("orders")
                .zipFile(SdkBytes.fromUtf8String("PK.new.code..."))
                .build();
        Mono<FunctionSnapshot> wait = watcher.controlPlane()
                .call((client, request) -> client.updateFunctionCode(request), update, 0)
                .doOnNext(answer -> lambda.faults().add(Faults.parse(trouble + ":for=3s")))
                .flatMap(answer -> watcher.awaitUpdated(ORDERS, answer));
        Mono<FunctionOutcome> rolledOut = Rollout.builder(watcher)
                .targets(Flux.just(new Target(ROLLED, RolloutFleet.NEW)))
                .build()
                .run()
                .ofType(RolloutEvent.Ended.class)
                .single()
                .map(ended -> ended.summary().results().get(0).outcome());
        Flux<FunctionStateChange> untilAllIsWell = watcher.watchAll()
                .takeUntil(
                        change -> List.of("orders", "rolled", "fresh").stream().allMatch(name -> isWell(lambda, name))
                                && isTrue(lambda, change));
        return Mono.zip(untilAllIsWell.collectList(), wait, rolledOut.delaySubscription(Duration.ofMillis(200)))
                .map(all -> new Outcome(trouble, all.getT1(), all.getT3()))
                .doOnNext(HttpFaultMatrixTest::check);
    }

    private static boolean isWell(SimulatedLambda lambda, String function) {
        Transition last = last(lambda, function);
        return "Active".equals(last.state()) && "Successful".equals(last.lastUpdateStatus());
    }

    private static boolean isTrue(SimulatedLambda lambda, FunctionStateChange change) {
        return last(lambda, change.function().name())
                .revisionId()
                .equals(change.after().revisionId());
    }

    private static Transition last(SimulatedLambda lambda, String function) {
        List<Transition> history = lambda.functions().history(function);
        return history.get(history.size() - 1);
    }

    private static void check(Outcome outcome) {
        assertThat(outcome.rolledOut()).as(outcome.trouble()).isEqualTo(FunctionOutcome.UPDATED);
        VirtualFleet.Watched watched = new VirtualFleet.Watched();
        watched.changes.addAll(outcome.changes());
        watched.isSound();
        assertThat(outcome.changes()).as(outcome.trouble()).isNotEmpty();
    }
}
