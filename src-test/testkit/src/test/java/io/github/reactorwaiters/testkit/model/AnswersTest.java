// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.wire.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.JsonNode;

class AnswersTest {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimulatedFunctions functions =
            new SimulatedFunctions(time, "123456789012", "eu-west-1", 1, Durations.fixed(ofSeconds(5)));
    private final Api api = new Api(functions);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fn",
                "function:fn",
                "123456789012:function:fn",
                "arn:aws:lambda:eu-west-1:123456789012:function:fn"
            })
    void aFunctionIsFoundByEveryFormOfItsName(String name) {
        functions.add("fn");
        functions.publish("fn");
        String arn = "arn:aws:lambda:eu-west-1:123456789012:function:fn";
        assertThat(arnOf(name)).isEqualTo(arn);
        assertThat(arnOf(name + ":1")).isEqualTo(arn + ":1");
        assertThat(arnOf(name + ":$LATEST")).isEqualTo(arn + ":$LATEST");
    }

    private String arnOf(String name) {
        return api.get(Api.function(name))
                .body()
                .at("/Configuration/FunctionArn")
                .asString();
    }

    @ParameterizedTest
    @CsvSource({"cn-north-1, aws-cn", "us-gov-west-1, aws-us-gov", "us-east-1, aws"})
    void theRegionDecidesThePartition(String region, String partition) {
        SimulatedFunctions there =
                new SimulatedFunctions(time, "123456789012", region, 1, Durations.fixed(ofSeconds(1)));
        there.add("fn");
        assertThat(new Api(there)
                        .get(Api.function("fn"))
                        .body()
                        .at("/Configuration/FunctionArn")
                        .asString())
                .startsWith("arn:" + partition + ":lambda:" + region);
    }

    @Test
    void getFunctionWrapsCodeTagsAndConcurrency() {
        functions.add("fn");
        String arn = "arn:aws:lambda:eu-west-1:123456789012:function:fn";
        api.get(Api.function("fn")); // so that a stale answer would be cached
        api.post("/2017-03-31/tags/" + Api.encode(arn), Replay.body(request -> request.putObject("Tags")
                .put("team", "blue")));
        api.put(
                "/2017-10-31/functions/fn/concurrency",
                Replay.body(request -> request.put("ReservedConcurrentExecutions", 3)));

        JsonNode body = api.get(Api.function("fn")).body();
        assertThat(body.at("/Code/RepositoryType").asString()).isEqualTo("S3");
        assertThat(body.at("/Code/Location").asString()).contains("X-Amz-Signature=planted-secret");
        assertThat(body.at("/Tags/team").asString()).isEqualTo("blue");
        assertThat(body.at("/Concurrency/ReservedConcurrentExecutions").asInt()).isEqualTo(3);
    }

    @Test
    void lastModifiedIsTheSchedulersTimeAsAwsWritesIt() {
        time.advanceTimeBy(ofDays(365).plusMillis(7));
        functions.add("fn");
        assertThat(api.get(Api.function("fn"))
                        .body()
                        .at("/Configuration/LastModified")
                        .asString())
                .isEqualTo("1971-01-01T00:00:00.007+0000");
    }

    @Test
    void aDeletedFunctionIsNotFoundAndTheErrorHasAwsForm() {
        functions.add("fn");
        functions.delete("fn");
        Api.Answer answer = api.get(Api.function("fn"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error()).isEqualTo("ResourceNotFoundException");
        assertThat(answer.body().path("Type").asString()).isEqualTo("User");
        assertThat(functions.names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /2015-03-31/functions/, ListFunctions",
        "GET, /2015-03-31/functions/fn, GetFunction",
        "PUT, /2015-03-31/functions/fn%3Alive/code, UpdateFunctionCode",
        "GET, /2019-09-30/functions/fn/provisioned-concurrency, GetProvisionedConcurrencyConfig",
        "DELETE, /2017-03-31/tags/arn%3Aaws, UntagResource",
        "PATCH, /2015-03-31/functions/fn,",
        "GET, /,"
    })
    void requestsAddressOperations(String method, String path, @Nullable String operation) {
        ApiRequest request = new ApiRequest(method, path, Map.of(), Map.of(), new byte[0]);
        assertThat(functions.operation(request)).isEqualTo(operation);
        assertThat(functions.answer(request).status()).isBetween(200, 499);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\""})
    void aBodyThatIsNoObjectIsRefused(String body) {
        ApiRequest request =
                new ApiRequest("POST", Api.FUNCTIONS, Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(functions.answer(request).headers()).containsEntry("x-amzn-ErrorType", "SerializationException");
    }

    @Test
    void policiesRevisionsFollowTheFunctions() {
        functions.add("fn");
        String before = functions.history("fn").get(0).revisionId();
        Api.Answer added =
                api.post(Api.function("fn") + "/policy", Replay.body(request -> request.put("StatementId", "s3")
                        .put("Action", "lambda:InvokeFunction")
                        .put("Principal", "s3.amazonaws.com")
                        .put("RevisionId", before)));
        assertThat(added.status()).isEqualTo(201);
        JsonNode policy = api.get(Api.function("fn") + "/policy").body();
        assertThat(policy.path("Policy").asString()).contains("\"Sid\":\"s3\"");
        assertThat(policy.path("RevisionId").asString())
                .isNotEqualTo(before)
                .isEqualTo(api.get(Api.function("fn"))
                        .body()
                        .at("/Configuration/RevisionId")
                        .asString());
        assertThat(api.delete(Api.function("fn") + "/policy/s3").status()).isEqualTo(204);
        assertThat(api.get(Api.function("fn") + "/policy").status()).isEqualTo(404);
    }
}
