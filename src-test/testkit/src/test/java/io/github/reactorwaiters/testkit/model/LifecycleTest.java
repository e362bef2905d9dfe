// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static io.github.reactorwaiters.testkit.model.Transition.Kind;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
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
        assertStatus(created.body(), "State", "Pending", "Creating");
        assertStatus(created.body(), "LastUpdateStatus", null, null);

        time.advanceTimeBy(ofSeconds(5));
        assertStatus(configuration("fn"), "State", "Active", null);
        assertStatus(configuration("fn"), "LastUpdateStatus", "Successful", null);
    }

    @Test
    void aStepEndsExactlyWhenItIsDue() {
        functions.create("fn");
        time.advanceTimeBy(ofSeconds(5).minusMillis(1));
        assertStatus(configuration("fn"), "State", "Pending", "Creating");
        time.advanceTimeBy(ofMillis(1));
        assertStatus(configuration("fn"), "State", "Active", null);
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
                        tuple(Instant.ofEpochSecond(0), Kind.CREATED),
                        tuple(Instant.ofEpochSecond(5), Kind.ACTIVATED),
                        tuple(Instant.ofEpochSecond(60), Kind.UPDATE_STARTED),
                        tuple(Instant.ofEpochSecond(65), Kind.UPDATE_COMPLETED),
                        tuple(Instant.ofEpochSecond(3660), Kind.DELETED));
    }

    @Test
    void historyKeepsTheLastThousandTransitions() {
        functions.add("fn");
        for (int i = 0; i < 600; i++) {
            functions.startUpdate("fn");
            time.advanceTimeBy(ofSeconds(5));
        }
        assertThat(functions.history("fn")).hasSize(1_000).last().returns(Kind.UPDATE_COMPLETED, Transition::kind);
        assertThat(functions.history("never")).isEmpty();
    }

    @Test
    void everyTransitionHasItsOwnRevisionAlsoAfterARecreation() {
        functions.create("fn");
        time.advanceTimeBy(ofMinutes(1));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofMinutes(1));
        functions.delete("fn");
        functions.create("fn");
        List<String> revisions = functions.history("fn").stream()
                .filter(transition -> transition.kind() != Kind.DELETED)
                .map(Transition::revisionId)
                .toList();
        assertThat(new HashSet<>(revisions)).hasSize(5).hasSameSizeAs(revisions);
    }

    @Test
    void theSameSeedGivesTheSameRevisions() {
        functions.add("fn");
        SimulatedFunctions twin =
                new SimulatedFunctions(time, "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
        twin.add("other");
        twin.add("fn");
        assertThat(twin.history("fn")).isEqualTo(functions.history("fn"));
    }

    @Test
    void anUpdateIsInProgressThenSuccessfulAndOnlyOneAtATime() {
        functions.add("fn");
        String before = configuration("fn").path("CodeSha256").asString();
        String started = functions.startUpdate("fn");

        JsonNode during = configuration("fn");
        assertThat(during.path("RevisionId").asString()).isEqualTo(started);
        assertThat(during.path("CodeSha256").asString()).isNotEqualTo(before);
        assertStatus(during, "State", "Active", null);
        assertStatus(during, "LastUpdateStatus", "InProgress", "Creating");
        assertThatThrownBy(() -> functions.startConfigurationUpdate("fn"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("An update is in progress for resource: ");
        assertThatThrownBy(() -> functions.publish("fn")).isInstanceOf(IllegalStateException.class);

        time.advanceTimeBy(ofSeconds(5));
        assertStatus(configuration("fn"), "LastUpdateStatus", "Successful", null);
        assertThat(configuration("fn").path("RevisionId").asString()).isNotEqualTo(started);
    }

    @Test
    void aFailedUpdateLeavesTheOldCodeRunning() {
        functions.add("fn");
        String before = configuration("fn").path("CodeSha256").asString();
        functions.script("fn").nextFails("InvalidZipFileException", "broken", ofSeconds(7));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofSeconds(7));

        JsonNode after = configuration("fn");
        assertStatus(after, "State", "Active", null);
        assertStatus(after, "LastUpdateStatus", "Failed", "InvalidZipFileException");
        assertThat(after.path("LastUpdateStatusReason").asString()).isEqualTo("broken");
        assertThat(after.path("CodeSha256").asString()).isEqualTo(before);
    }

    @Test
    void scriptedOutcomesComeInTurnThenDrawnOnes() {
        functions.script("fn").next(ofSeconds(1)).nextFails("InvalidImage", "bad", ofSeconds(2));
        functions.create("fn");
        time.advanceTimeBy(ofSeconds(1));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofSeconds(2));
        functions.startUpdate("fn");
        time.advanceTimeBy(ofSeconds(5));
        assertThat(functions.history("fn"))
                .extracting(Transition::kind)
                .containsExactly(
                        Kind.CREATED,
                        Kind.ACTIVATED,
                        Kind.UPDATE_STARTED,
                        Kind.UPDATE_FAILED,
                        Kind.UPDATE_STARTED,
                        Kind.UPDATE_COMPLETED);
    }

    @Test
    void aFailedCreationIsFinal() {
        functions.script("fn").nextFails("InvalidImage", "no such image", ofSeconds(1));
        functions.create("fn");
        time.advanceTimeBy(ofHours(1));
        assertStatus(configuration("fn"), "State", "Failed", "InvalidImage");
        assertThatThrownBy(() -> functions.startUpdate("fn"))
                .hasMessageEndingWith("The function is currently in the following state: Failed");
        assertThat(functions.invoke("fn")).isFalse();
    }

    @Test
    void forcedTextReachesTheAnswerAndNullIsLeftOut() {
        functions.add("fn");
        functions.force("fn", "Hibernating", null, "ColdOutside");
        functions.forceLastUpdate("fn", null, null, null);
        assertStatus(configuration("fn"), "State", "Hibernating", "ColdOutside");
        assertStatus(configuration("fn"), "LastUpdateStatus", null, null);
        assertThat(functions.history("fn")).last().returns("Hibernating", Transition::state);
        functions.force("fn", null, null, null);
        assertStatus(configuration("fn"), "State", null, null);
    }

    @Test
    void namesOfNothingAndOfSomethingElseAreRefused() {
        functions.add("fn");
        assertThatThrownBy(() -> functions.startUpdate("none")).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> functions.create("fn")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> functions.add("fn")).isInstanceOf(IllegalStateException.class);
    }

    private JsonNode configuration(String name) {
        return api.get(Api.function(name)).body().path("Configuration");
    }

    static void assertStatus(
            JsonNode configuration, String member, @Nullable String value, @Nullable String reasonCode) {
        assertThat(Json.text(configuration, member)).isEqualTo(value);
        assertThat(Json.text(configuration, member + "ReasonCode")).isEqualTo(reasonCode);
    }
}
