// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static io.github.reactorwaiters.testkit.model.LifecycleTest.assertStatus;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class VersionsTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions = new SimulatedFunctions(
            time,
            "123456789012",
            "eu-west-1",
            1,
            Durations.fixed(ofSeconds(5)).withUniform(Durations.Kind.SNAPSTART_VERSION, ofMinutes(2), ofMinutes(2)));
    private final Api api = new Api(functions);

    @Test
    void aVersionOfASnapStartFunctionIsPendingUntilItsSnapshotExists() {
        createSnapStart();
        String number = functions.publish("fn");

        JsonNode pending = configuration("fn:" + number);
        assertStatus(pending, "State", "Pending", "Creating");
        assertThat(pending.at("/SnapStart/OptimizationStatus").asString()).isEqualTo("Off");
        assertStatus(configuration("fn"), "State", "Active", null);

        time.advanceTimeBy(ofMinutes(2));
        JsonNode active = configuration("fn:" + number);
        assertStatus(active, "State", "Active", null);
        assertThat(active.at("/SnapStart/OptimizationStatus").asString()).isEqualTo("On");
        assertThat(configuration("fn").at("/SnapStart/OptimizationStatus").asString())
                .isEqualTo("Off");
        assertThat(functions.history("fn", number))
                .extracting(Transition::kind)
                .containsExactly(Transition.Kind.CREATED, Transition.Kind.ACTIVATED);
    }

    @Test
    void aSnapshotCanFail() {
        createSnapStart();
        functions.script("fn").nextFails("FunctionError", "init failed", ofSeconds(9));
        functions.publish("fn");
        time.advanceTimeBy(ofSeconds(9));
        assertStatus(configuration("fn:1"), "State", "Failed", "FunctionError");
    }

    @Test
    void aFailedUpdateWithPublishFailsTheVersionAndTheNextOneIsNew() {
        functions.add("fn");
        functions.script("fn").nextFails("InvalidZipFileException", "broken", ofSeconds(1));
        api.put(Api.function("fn") + "/code", Replay.body(request -> request.put("ZipFile", Api.ZIP)
                .put("Publish", true)));
        time.advanceTimeBy(ofSeconds(1));
        assertStatus(configuration("fn:1"), "State", "Failed", "InvalidZipFileException");
        assertThat(functions.publish("fn")).isEqualTo("2");
    }

    @Test
    void anUnchangedFunctionKeepsItsVersion() {
        functions.add("fn");
        assertThat(functions.publish("fn")).isEqualTo("1");
        assertThat(functions.publish("fn")).isEqualTo("1");
        functions.startConfigurationUpdate("fn");
        time.advanceTimeBy(ofSeconds(5));
        assertThat(functions.publish("fn")).isEqualTo("2");
    }

    @Test
    void aDryRunChangesNothing() {
        functions.add("fn");
        JsonNode before = configuration("fn");
        Api.Answer answer = api.put(Api.function("fn") + "/code", Replay.body(request -> request.put("ZipFile", Api.ZIP)
                .put("DryRun", true)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(configuration("fn")).isEqualTo(before);
    }

    @Test
    void aVersionUnderAnAliasCannotBeDeleted() {
        functions.add("fn");
        functions.publish("fn");
        api.post(Api.function("fn") + "/aliases", Replay.body(request -> request.put("Name", "live")
                .put("FunctionVersion", "1")));
        assertThat(api.delete(Api.function("fn:1")).status()).isEqualTo(409);
        assertThat(api.delete(Api.function("fn") + "/aliases/live").status()).isEqualTo(204);
        assertThat(api.delete(Api.function("fn:1")).status()).isEqualTo(204);
        assertThat(api.get(Api.function("fn:1")).status()).isEqualTo(404);
    }

    private void createSnapStart() {
        api.post(Api.FUNCTIONS, Replay.body(request -> request.setAll(Api.zipFunction("fn"))
                .putObject("SnapStart")
                .put("ApplyOn", "PublishedVersions")));
        time.advanceTimeBy(ofSeconds(5));
    }

    private JsonNode configuration(String name) {
        return api.get(Api.function(name) + "/configuration").body();
    }
}
