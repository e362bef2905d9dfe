// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import org.junit.jupiter.api.Test;

class ServeCommandTest {
    @Test
    void addressIsTheOutput() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build()) {
            String endpoint = lambda.serve(0).endpoint().toString();
            CommandRun run = CommandRun.of("serve", "--port", "0", "--endpoint", endpoint, "--for", "500ms", "--json");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).singleElement().asString().matches("\\{\"dashboard\":\"http://127.0.0.1:\\d+/\"}");
        }
    }
}
