// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.model.Api.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A sequence of responses recorded on AWS, to which answers of the model are held. */
record Recording(String test, JsonNode steps) {
    /** What a recorded response without it truly did not carry. */
    private static final Set<String> ABSENT_UNLESS_RECORDED = Set.of(
            "State",
            "StateReason",
            "StateReasonCode",
            "LastUpdateStatus",
            "LastUpdateStatusReason",
            "LastUpdateStatusReasonCode",
            "RoutingConfig");

    private static final Set<String> ABOUT_THE_STEP = Set.of("step", "status", "error", "message");
    private static final Pattern PLACEHOLDER = Pattern.compile("<([a-zA-Z_-]+[a-zA-Z0-9_:-]*)>");
    private static final Pattern LAST_MODIFIED =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000");

    /** Class and method, without the parameter in brackets. */
    String script() {
        return test.substring(test.indexOf("::") + 2).replaceFirst("\\[.*", "");
    }

    /** The parameter in brackets, or an empty text. */
    String parameter() {
        int bracket = test.indexOf('[');
        return bracket < 0 ? "" : test.substring(bracket + 1, test.length() - 1);
    }

    /** Every recorded field must be there, every placeholder stand for one value and different ones for different. */
    void verify(Map<String, Answer> answers) {
        Set<String> labels = new TreeSet<>();
        Map<String, Integer> rows = new TreeMap<>();
        Bindings bindings = new Bindings();
        for (JsonNode step : steps) {
            String label = step.path("step").asString();
            List<String> path = List.of(label.split("/", -1));
            labels.add(path.get(0));
            if (path.size() == 3) {
                rows.merge(path.get(0) + "/" + path.get(1), 1, Integer::sum);
            }
            Answer answer = requireNonNull(answers.get(path.get(0)), test + " has no step " + label);
            verify(label, step, answer, select(answer.body(), path), bindings);
        }
        assertThat(answers.keySet()).as("steps of " + test).containsExactlyInAnyOrderElementsOf(labels);
        rows.forEach((list, count) -> {
            String[] path = list.split("/", -1);
            Answer answer = requireNonNull(answers.get(path[0]));
            assertThat(answer.body().path(path[1]).size()).as(list).isEqualTo(count);
        });
    }

    private void verify(String label, JsonNode step, Answer answer, JsonNode body, Bindings bindings) {
        String at = test + " " + label;
        int status = step.path("status").asInt(200);
        assertThat(answer.status()).as(at).isEqualTo(status);
        if (step.has("error")) {
            assertThat(answer.error()).as(at).isEqualTo(step.path("error").asString());
            JsonNode message = body.path(body.has("Message") ? "Message" : "message");
            bindings.match(at, step.path("message"), message);
        }
        step.properties().forEach(field -> {
            if (!ABOUT_THE_STEP.contains(field.getKey())) {
                bindings.match(at + " " + field.getKey(), field.getValue(), body.path(field.getKey()));
            }
        });
        ABSENT_UNLESS_RECORDED.stream().filter(field -> !step.has(field)).forEach(field -> assertThat(body.has(field))
                .as(at + " has " + field)
                .isFalse());
    }

    /** LocalStack's own wrapper, {@code CreateFunctionResponse}, is no part of AWS's response. */
    private static JsonNode select(JsonNode body, List<String> path) {
        if (path.size() == 1 || path.get(1).equals("CreateFunctionResponse")) {
            return body;
        }
        JsonNode member = body.path(path.get(1));
        return path.size() == 2 ? member : member.path(Integer.parseInt(path.get(2)));
    }

    /** What placeholders stand for. */
    private static final class Bindings {
        private final Map<String, String> values = new HashMap<>();

        void match(String at, JsonNode recorded, JsonNode actual) {
            if (recorded.isNull()) {
                assertThat(actual.isNull() || actual.isMissingNode()).as(at).isTrue();
            } else if (!recorded.isString()) {
                assertThat(actual).as(at).isEqualTo(recorded);
            } else {
                assertThat(actual.isString()).as(at + " is missing").isTrue();
                match(at, recorded.asString(), actual.asString());
            }
        }

        private void match(String at, String recorded, String actual) {
            if (recorded.equals("<timestamp>")) {
                assertThat(actual).as(at).matches(LAST_MODIFIED);
                return;
            }
            if (recorded.equals("code-sha256")) { // masked in some recordings
                assertThat(actual).as(at).isNotEmpty();
                return;
            }
            StringBuilder regex = new StringBuilder();
            List<String> unbound = new ArrayList<>();
            Matcher matcher = PLACEHOLDER.matcher(recorded);
            int from = 0;
            while (matcher.find()) {
                regex.append(Pattern.quote(recorded.substring(from, matcher.start())));
                String bound = values.get(matcher.group(1));
                if (bound == null) {
                    unbound.add(matcher.group(1));
                }
                regex.append(bound == null ? "(.+?)" : Pattern.quote(bound));
                from = matcher.end();
            }
            regex.append(Pattern.quote(recorded.substring(from)));
            Matcher values = Pattern.compile(regex.toString()).matcher(actual);
            assertThat(values.matches())
                    .as(at + ": " + actual + " is not " + recorded + " with " + this.values)
                    .isTrue();
            for (int i = 0; i < unbound.size(); i++) {
                bind(at, unbound.get(i), values.group(i + 1));
            }
        }

        private void bind(String at, String placeholder, String value) {
            String kind = placeholder.replaceFirst(":.*", "");
            values.forEach((other, otherValue) -> {
                if (other.replaceFirst(":.*", "").equals(kind)) {
                    assertThat(value)
                            .as(at + ": <" + placeholder + "> and <" + other + ">")
                            .isNotEqualTo(otherValue);
                }
            });
            values.put(placeholder, value);
        }
    }
}
