// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WaitCommandTest {
    private final SimulatedLambda lambda =
            SimulatedLambda.builder().durations(Durations.fast()).build();
    private final ServedLambda server = lambda.serve(0);

    /** What the SDK's default chain finds first. */
    @BeforeAll
    static void configureCredentials() {
        System.setProperty("aws.accessKeyId", "simulated");
        System.setProperty("aws.secretAccessKey", "simulated");
    }

    @AfterEach
    void close() {
        lambda.close();
    }

    @Test
    void endsWhenAllFunctionsAreThere() {
        lambda.functions().create("orders");
        lambda.functions().create("billing");

        CommandRun run = run("wait", "active", "orders", "billing");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).hasSize(2).allMatch(line -> line.matches("(orders|billing)  active  .*s  Active"));
    }

    @Test
    void failedUpdateIsReportedAsJson() {
        lambda.functions().add("orders");
        lambda.functions().script("orders").nextFails("InvalidImage", "No such image", Duration.ofMillis(200));
        lambda.functions().startUpdate("orders");

        CommandRun run = run("wait", "updated", "orders", "--json");

        assertThat(run.exitCode()).isEqualTo(Failures.FAILED);
        assertThat(run.out())
                .hasSize(1)
                .allMatch(line -> line.contains("\"result\":\"failed\"")
                        && line.contains("\"lastUpdateStatusReasonCode\":\"InvalidImage\""));
    }

    @Test
    void timeoutHasItsOwnExitCode() {
        CommandRun run = run("wait", "exists", "ghost", "--timeout", "500ms");

        assertThat(run.exitCode()).isEqualTo(Failures.TIMED_OUT);
        assertThat(run.out()).hasSize(1).allMatch(line -> line.startsWith("ghost  not exists"));
    }

    @Test
    void deniedCallsHaveTheirOwnExitCode() {
        lambda.functions().add("orders");
        lambda.faults().add(Fault.accessDenied());

        CommandRun run = run("wait", "active", "orders");

        assertThat(run.exitCode()).isEqualTo(Failures.DENIED);
        assertThat(run.err()).hasSize(1).allMatch(line -> line.contains("AccessDenied"));
    }

    @Test
    void watchOfNamesPrintsTheirStates() {
        lambda.functions().add("orders");

        CommandRun run = run("watch", "orders", "--for", "1s");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).hasSize(1).allMatch(line -> line.contains("FIRST_SEEN") && line.endsWith("Active"));
    }

    private CommandRun run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--endpoint", server.endpoint().toString(), "--region", "eu-west-1"));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
