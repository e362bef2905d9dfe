// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.model.Api.Answer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.node.ObjectNode;

/** One run of a recorded test's requests against a fresh account. */
final class Replay {
    static final String ACCOUNT = "111111111111";
    static final String REGION = "eu-west-1";

    private static final Duration ANY_STEP = Duration.ofMinutes(10);

    final String parameter;
    final SimulatedFunctions functions;
    final Api api;
    final Map<String, Answer> answers = new LinkedHashMap<>();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();

    Replay(String parameter) {
        this.parameter = parameter;
        functions = new SimulatedFunctions(time, ACCOUNT, REGION, 7, Durations.aws());
        api = new Api(functions);
    }

    /** Notes the answer that was recorded under {@code label}. */
    Answer step(String label, Answer answer) {
        assertThat(answers.put(label, answer)).as(label + " is noted twice").isNull();
        return answer;
    }

    /** Passes the time that every lifecycle step ends in: the waiter of the recorded test. */
    void waitUntilSettled() {
        time.advanceTimeBy(ANY_STEP);
    }

    /** A request that must succeed but was not recorded. */
    Answer unrecorded(Answer answer) {
        assertThat(answer.status()).as(answer.body().toString()).isLessThan(300);
        return answer;
    }

    /** Creates a zip function and waits; recorded tests call it by a fixture that waits. */
    Answer created(String name) {
        return created(name, request -> {});
    }

    Answer created(String name, Consumer<ObjectNode> changes) {
        Answer answer = unrecorded(create(name, changes));
        waitUntilSettled();
        return answer;
    }

    /** Creates a zip function as {@code changes} to the usual request make it. */
    Answer create(String name, Consumer<ObjectNode> changes) {
        ObjectNode request = Api.zipFunction(name);
        changes.accept(request);
        return api.post(Api.FUNCTIONS, request);
    }

    /** Creates an image function and waits. */
    Answer createdImage(String name, String uri, Consumer<ObjectNode> changes) {
        return created(name, request -> {
            request.remove("Runtime");
            request.remove("Handler");
            request.put("PackageType", "Image").putObject("Code").put("ImageUri", uri);
            changes.accept(request);
        });
    }

    Answer get(String name) {
        return api.get(Api.function(name));
    }

    Answer get(String name, String qualifier) {
        return api.get(Api.function(name) + "?Qualifier=" + Api.encode(qualifier));
    }

    Answer configuration(String name) {
        return api.get(Api.function(name) + "/configuration");
    }

    Answer updateCode(String name, Consumer<ObjectNode> request) {
        return api.put(Api.function(name) + "/code", body(request));
    }

    Answer updateConfiguration(String name, Consumer<ObjectNode> request) {
        return api.put(Api.function(name) + "/configuration", body(request));
    }

    Answer describe(String name, String description) {
        return updateConfiguration(name, request -> request.put("Description", description));
    }

    Answer publish(String name, Consumer<ObjectNode> request) {
        return api.post(Api.function(name) + "/versions", body(request));
    }

    Answer publish(String name) {
        return publish(name, request -> {});
    }

    Answer versions(String name) {
        return api.get(Api.function(name) + "/versions");
    }

    Answer createAlias(String name, String alias, String version, Consumer<ObjectNode> more) {
        return api.post(Api.function(name) + "/aliases", body(request -> {
            request.put("Name", alias).put("FunctionVersion", version);
            more.accept(request);
        }));
    }

    Answer alias(String name, String alias) {
        return api.get(Api.function(name) + "/aliases/" + alias);
    }

    Answer updateAlias(String name, String alias, Consumer<ObjectNode> request) {
        return api.put(Api.function(name) + "/aliases/" + alias, body(request));
    }

    Answer tag(String arn, Map<String, String> tags) {
        return api.post(tags(arn), body(request -> {
            ObjectNode node = request.putObject("Tags");
            tags.forEach(node::put);
        }));
    }

    Answer untag(String arn, String... keys) {
        return api.delete(tags(arn) + (keys.length == 0 ? "" : "?tagKeys=" + Api.encode(String.join(",", keys))));
    }

    Answer listTags(String arn) {
        return api.get(tags(arn));
    }

    static String arn(String name) {
        return "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + name;
    }

    static ObjectNode body(Consumer<ObjectNode> content) {
        ObjectNode body = Json.object();
        content.accept(body);
        return body;
    }

    static String revision(Answer answer) {
        return answer.body()
                .at("/Configuration/RevisionId")
                .asString(answer.body().path("RevisionId").asString(""));
    }

    private static String tags(String arn) {
        return "/2017-03-31/tags/" + Api.encode(arn);
    }
}
