// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Halt;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutProgress;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Wave;
import io.github.reactorwaiters.web.HubRun.Client;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/** How clients are told of a rollout. */
class RolloutFrameTest {
    private static final FunctionName ORDERS = FunctionName.of("orders");

    private final HubRun run = new HubRun();
    private final Sinks.Many<RolloutEvent> source = Sinks.many().unicast().onBackpressureBuffer();
    private final List<RolloutEvent> passed = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();
    private final Disposable rollout = run.hub.observe(source.asFlux()).subscribe(passed::add, errors::add);
    private final Client client = run.client();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void progressIsToldAndTheEventsPass() {
        RolloutEvent started =
                new RolloutEvent.WaveStarted(Instant.EPOCH, new RolloutProgress(50, 0, 0, 0, null), wave(2), 3);
        emit(started);
        emit(step(20, Duration.ofMillis(12_500)));
        assertThat(statuses(client)).as("a step waits").containsExactly("RUNNING");
        run.pass(Duration.ofMillis(250));

        assertThat(passed).hasSize(2).first().isSameAs(started);
        JsonNode frame = client.json("rollout").get(1);
        assertThat(frame.get("rollout").asInt()).isEqualTo(1);
        assertThat(frame.get("wave").asInt()).isEqualTo(2);
        assertThat(frame.get("waves").asInt()).isEqualTo(3);
        assertThat(frame.get("total").asInt()).isEqualTo(50);
        assertThat(frame.get("done").asInt()).isEqualTo(20);
        assertThat(frame.get("running").asInt()).isEqualTo(5);
        assertThat(frame.get("failed").asInt()).isEqualTo(1);
        assertThat(frame.get("etaSeconds").asDouble()).isEqualTo(12.5);
        assertThat(client.of("rollout")).allMatch(rolled -> rolled.id() == null);
    }

    @Test
    void manyStepsMakeFewFrames() {
        for (int done = 0; done < 1_000; done++) {
            emit(step(done, null));
        }
        run.pass(Duration.ofSeconds(10));

        assertThat(client.json("rollout")).hasSize(1);
        assertThat(client.json("rollout").get(0).get("done").asInt()).isEqualTo(999);
    }

    @Test
    void haltAndEndAreToldAtOnce() {
        emit(step(1, null));
        emit(new RolloutEvent.Halted(
                Instant.EPOCH, new RolloutProgress(2, 1, 1, 1, null), new Halt(Halt.Cause.FAILURES, "1 failed")));
        emit(ended(new Halt(Halt.Cause.FAILURES, "1 failed")));

        assertThat(statuses(client)).containsExactly("HALTED", "INCOMPLETE");
        assertThat(client.json("rollout").get(0).get("message").asString()).isEqualTo("1 failed");
    }

    @Test
    void aCompleteRolloutIsToldOfSo() {
        emit(ended(null));
        source.tryEmitComplete().orThrow();
        run.pass(Duration.ofSeconds(1));

        assertThat(statuses(client)).containsExactly("COMPLETE");
    }

    @Test
    void lateClientIsToldOfWhatRunsOnly() {
        emit(step(20, null));
        run.pass(Duration.ofSeconds(1));
        assertThat(statuses(run.client())).containsExactly("RUNNING");

        emit(ended(null));
        assertThat(statuses(run.client())).isEmpty();
    }

    @Test
    void clientThatComesTakesNoNewsFromOthers() {
        emit(step(20, null));
        run.pass(Duration.ofSeconds(1));
        emit(step(21, null));
        Client late = run.client();
        run.pass(Duration.ofSeconds(1));

        assertThat(done(client)).containsExactly(20, 21);
        assertThat(done(late)).startsWith(21);
    }

    private static List<Integer> done(Client client) {
        return client.json("rollout").stream()
                .map(frame -> frame.get("done").asInt())
                .toList();
    }

    @Test
    void cancelledOrFailedRolloutIsStopped() {
        emit(step(1, null));
        rollout.dispose();
        run.pass(Duration.ZERO);
        assertThat(statuses(client)).containsExactly("STOPPED");

        Sinks.Many<RolloutEvent> second = Sinks.many().unicast().onBackpressureBuffer();
        run.hub.observe(second.asFlux()).subscribe(passed::add, errors::add);
        second.tryEmitNext(step(1, null)).orThrow();
        second.tryEmitError(new IllegalStateException("secret")).orThrow();
        run.pass(Duration.ofSeconds(1));
        assertThat(errors).hasSize(1);
        JsonNode last = client.json("rollout").get(1);
        assertThat(last.get("rollout").asInt()).isEqualTo(2);
        assertThat(last.get("status").asString()).isEqualTo("STOPPED");
        assertThat(last.toString()).doesNotContain("secret");
    }

    @Test
    void aRolloutGoesOnWithoutTheHub() {
        run.close();
        emit(step(1, null));

        assertThat(passed).hasSize(1);
        assertThat(errors).isEmpty();
    }

    private void emit(RolloutEvent event) {
        source.tryEmitNext(event).orThrow();
        run.pass(Duration.ZERO);
    }

    private static List<String> statuses(Client client) {
        return client.json("rollout").stream()
                .map(frame -> frame.get("status").asString())
                .toList();
    }

    private static RolloutEvent step(int done, @Nullable Duration eta) {
        return new RolloutEvent.StepStarted(
                Instant.EPOCH, new RolloutProgress(50, done, 5, 1, eta), ORDERS, 2, RolloutStep.READ);
    }

    private static RolloutEvent ended(@Nullable Halt halt) {
        FunctionResult result = new FunctionResult(
                ORDERS, 1, FunctionOutcome.UPDATED, RolloutStep.VERIFY, null, null, null, Map.of(), null, null);
        return new RolloutEvent.Ended(
                Instant.EPOCH,
                new RolloutProgress(1, 1, 0, 0, null),
                new RolloutSummary(List.of(result), halt, Duration.ofSeconds(1)));
    }

    private static Wave wave(int number) {
        return new Wave(number, List.of());
    }
}
