// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class DemoCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void changesOfEachFunctionChain() {
        CommandRun run = CommandRun.of(
                "demo", "--port", "0", "--functions", "200", "--for", "10s", "--json", "--durations", "fast");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).hasSizeGreaterThan(200);
        Map<String, JsonNode> known = new HashMap<>();
        long sequence = 0;
        for (String line : run.out()) {
            JsonNode change = JSON.readTree(line);
            String function = change.get("function").asString();
            JsonNode before = known.put(function, change.get("after"));
            if (before == null) {
                assertThat(change.get("before").isNull()).as(line).isTrue();
            } else {
                assertThat(change.get("before")).as(line).isEqualTo(before);
            }
            assertThat(change.get("seq").asLong()).isGreaterThan(sequence);
            sequence = change.get("seq").asLong();
        }
        assertThat(run.err())
                .last()
                .asString()
                .matches(
                        "lambda-watch: \\d+ changes, \\d+ calls, \\d+ throttled \\(0\\.\\d\\d%\\), \\d+ functions, \\d+ threads");
    }
}
