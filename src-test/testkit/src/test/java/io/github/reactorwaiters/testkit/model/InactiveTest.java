// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static io.github.reactorwaiters.testkit.model.LifecycleTest.assertStatus;
import static io.github.reactorwaiters.testkit.model.Transition.Kind;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class InactiveTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions =
            new SimulatedFunctions(time, "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
    private final Api api = new Api(functions);

    @Test
    void theFirstInvocationFailsAndRestoresTheFunction() {
        functions.add("fn");
        functions.idle("fn");
        assertStatus(configuration(), "State", "Inactive", "Idle");

        Api.Answer first = invoke();
        assertThat(first.status()).isEqualTo(409);
        assertThat(first.error()).isEqualTo("CodeArtifactUserPendingException");
        assertStatus(configuration(), "State", "Pending", "Restoring");
        assertThat(invoke().error()).isEqualTo("ResourceConflictException");

        time.advanceTimeBy(ofSeconds(5));
        assertStatus(configuration(), "State", "Active", null);
        assertStatus(configuration(), "LastUpdateStatus", "Successful", null);
        assertThat(invoke().status()).isEqualTo(200);
        assertThat(functions.history("fn"))
                .extracting(Transition::kind)
                .containsExactly(Kind.CREATED, Kind.IDLED, Kind.RESTORING, Kind.RESTORED);
    }

    @Test
    void aFunctionInAVpcSaysSoWhenItIsNotReady() {
        api.post(Api.FUNCTIONS, Replay.body(request -> {
            request.setAll(Api.zipFunction("fn"));
            FunctionScripts.inVpc(request, "subnet-1", "sg-1");
        }));
        time.advanceTimeBy(ofSeconds(5));
        functions.idle("fn");
        assertThat(invoke()).returns(502, Api.Answer::status).returns("ResourceNotReadyException", Api.Answer::error);
    }

    @Test
    void aFailedRestoreMakesItInactiveAgain() {
        functions.add("fn");
        functions.idle("fn");
        functions.script("fn").nextFails("SubnetOutOfIPAddresses", "full", ofSeconds(2));
        assertThat(functions.invoke("fn")).isFalse();
        time.advanceTimeBy(ofSeconds(2));
        assertStatus(configuration(), "State", "Inactive", "SubnetOutOfIPAddresses");
    }

    @Test
    void aSuccessfulUpdateMakesItActive() {
        functions.add("fn");
        functions.idle("fn");
        functions.startUpdate("fn");
        assertStatus(configuration(), "State", "Inactive", "Idle");
        assertStatus(configuration(), "LastUpdateStatus", "InProgress", "Creating");
        time.advanceTimeBy(ofSeconds(5));
        assertStatus(configuration(), "State", "Active", null);
    }

    @Test
    void aFailedUpdateLeavesItInactive() {
        functions.add("fn");
        functions.idle("fn");
        functions.script("fn").nextFails("InvalidZipFileException", "broken", ofSeconds(2));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofSeconds(2));
        assertStatus(configuration(), "State", "Inactive", "Idle");
        assertStatus(configuration(), "LastUpdateStatus", "Failed", "InvalidZipFileException");
    }

    @Test
    void aPendingFunctionCannotIdle() {
        functions.create("fn");
        assertThatThrownBy(() -> functions.idle("fn"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("following state: Pending");
    }

    private Api.Answer invoke() {
        return api.post(Api.function("fn") + "/invocations", Json.object());
    }

    private JsonNode configuration() {
        return api.get(Api.function("fn") + "/configuration").body();
    }
}
