// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class LifecycleTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions =
            new SimulatedFunctions(time, "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
    private final Api api = new Api(functions);

    @Test
    void aCreatedFunctionIsPendingThenActive() {
        Api.Answer created = api.post(Api.FUNCTIONS, Api.zipFunction("fn"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("State").asString()).isEqualTo("Pending");
        assertThat(created.body().has("LastUpdateStatus")).isFalse();

        time.advanceTimeBy(ofSeconds(5));
        assertThat(configuration("fn").path("State").asString()).isEqualTo("Active");
        assertThat(configuration("fn").path("LastUpdateStatus").asString()).isEqualTo("Successful");
        assertThat(configuration("fn").has("StateReason")).isFalse();
    }

    @Test
    void historyTellsTrueTimesThoughNobodyLooked() {
        functions.create("fn");
        time.advanceTimeBy(ofMinutes(1));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofHours(1));
        functions.delete("fn");

        assertThat(functions.history("fn"))
                .extracting(Transition::at, Transition::kind)
                .containsExactly(
                        at(0, Transition.Kind.CREATED),
                        at(5, Transition.Kind.ACTIVATED),
                        at(60, Transition.Kind.UPDATE_STARTED),
                        at(65, Transition.Kind.UPDATE_COMPLETED),
                        at(3660, Transition.Kind.DELETED));
    }

    private JsonNode configuration(String name) {
        return api.get(Api.function(name)).body().path("Configuration");
    }

    private static org.assertj.core.groups.Tuple at(long second, Transition.Kind kind) {
        return org.assertj.core.groups.Tuple.tuple(Instant.ofEpochSecond(second), kind);
    }
}
