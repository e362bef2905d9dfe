// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class ListingTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions =
            new SimulatedFunctions(time, "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
    private final Api api = new Api(functions);

    @ParameterizedTest
    @ValueSource(strings = {Api.FUNCTIONS, Api.FUNCTIONS + "/", Api.FUNCTIONS + "?MaxItems=10000"})
    void aPageHasFiftyRowsAtMost(String path) {
        functions.add(120);
        JsonNode page = api.get(path).body();
        assertThat(page.path("Functions").size()).isEqualTo(50);
        assertThat(page.path("NextMarker").isString()).isTrue();
    }

    @Test
    void markersLeadThroughAllFunctionsInOrderOfNames() {
        List<String> names = functions.add(120);
        assertThat(walk("MaxItems=7", "FunctionName")).containsExactlyElementsOf(names);
        assertThat(functions.names()).isEqualTo(names);
        assertThat(walk("MaxItems=60", "FunctionName")).containsExactlyElementsOf(names);
    }

    @Test
    void aFunctionThatVanishesBetweenPagesSkipsNoOther() {
        List<String> names = new ArrayList<>(functions.add(60));
        JsonNode first = api.get(Api.FUNCTIONS).body();
        functions.delete(names.get(50));
        JsonNode second = api.get(
                        Api.FUNCTIONS + "?Marker=" + first.path("NextMarker").asString())
                .body();
        assertThat(second.path("Functions").findValuesAsString("FunctionName"))
                .containsExactlyElementsOf(names.subList(51, 60));
    }

    @Test
    void allVersionsAreListedAcrossPagesUnderQualifiedArns() {
        functions.add("a");
        functions.add("b");
        functions.publish("a");
        functions.startUpdate("a");
        time.advanceTimeBy(ofSeconds(5));
        functions.publish("a");
        String prefix = "arn:aws:lambda:eu-west-1:123456789012:function:";
        assertThat(walk("FunctionVersion=ALL&MaxItems=2", "FunctionArn"))
                .containsExactly(prefix + "a:$LATEST", prefix + "a:1", prefix + "a:2", prefix + "b:$LATEST");
    }

    @Test
    void rowsTellRevisionsButNoState() {
        functions.add("fn");
        functions.startUpdate("fn");
        JsonNode row = api.get(Api.FUNCTIONS).body().path("Functions").path(0);
        JsonNode function = api.get(Api.function("fn")).body().path("Configuration");
        assertThat(row.path("RevisionId")).isEqualTo(function.path("RevisionId"));
        assertThat(row.path("LastModified")).isEqualTo(function.path("LastModified"));
        assertThat(row.path("CodeSha256")).isEqualTo(function.path("CodeSha256"));
        assertThat(row.propertyNames())
                .doesNotContain("State", "LastUpdateStatus", "LastUpdateStatusReasonCode", "RuntimeVersionConfig");

        time.advanceTimeBy(ofSeconds(5));
        JsonNode later = api.get(Api.FUNCTIONS).body().path("Functions").path(0);
        assertThat(later.path("RevisionId")).isNotEqualTo(row.path("RevisionId"));
    }

    @Test
    void aForeignMarkerIsRefused() {
        assertThat(api.get(Api.FUNCTIONS + "?Marker=page-2").status()).isEqualTo(400);
        assertThat(api.get(Api.FUNCTIONS + "?MaxItems=0").status()).isEqualTo(400);
    }

    private List<String> walk(String query, String member) {
        List<String> seen = new ArrayList<>();
        String marker = "";
        do {
            JsonNode page =
                    api.get(Api.FUNCTIONS + "?" + query + "&Marker=" + marker).body();
            seen.addAll(page.path("Functions").findValuesAsString(member));
            marker = page.path("NextMarker").asString("");
        } while (!marker.isEmpty());
        return seen;
    }
}
