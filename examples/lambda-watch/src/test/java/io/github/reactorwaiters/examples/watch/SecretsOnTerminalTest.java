// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/** Commands that meet planted secrets show none, neither as results, nor as notes, nor in what the SDK logs. */
@Timeout(180)
class SecretsOnTerminalTest {
    private static final Map<String, String> CREDENTIALS = Map.of(
            "aws.accessKeyId", "AKIDPLANTED",
            "aws.secretAccessKey", "planted-secret-key",
            "aws.sessionToken", "planted-session-token");
    private static final String PASSWORD = "PASSWORD=planted-password";

    private final SimulatedLambda lambda = SimulatedLambda.builder()
            .durations(Durations.fixed(Duration.ofMillis(300)))
            .build();
    private final ServedLambda server = lambda.serve(0);
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final Map<String, String> before = new HashMap<>();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    @BeforeEach
    void plant() {
        CREDENTIALS.forEach((name, value) -> before.put(name, System.setProperty(name, value)));
        PrintStream both = new PrintStream(seen, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        lambda.functions().add("orders");
        try (LambdaAsyncClient client = lambda.client()) {
            client.updateFunctionConfiguration(update -> update.functionName("orders")
                            .environment(environment -> environment.variables(Map.of("OLD", "planted-variable"))))
                    .join();
        }
    }

    @AfterEach
    void close() {
        System.setOut(out);
        System.setErr(err);
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        lambda.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--verbose"})
    void whatCommandsShowIsNotSecret(String style, @TempDir Path directory) {
        run(style, "wait", "updated", "orders");
        run(style, "watch", "--for", "5s");
        String journal = directory.resolve("journal").toString();
        run(style, "rollout", "--targets", "orders", "--env", PASSWORD, "--journal", journal, "--dry-run");
        run(style, "rollout", "--targets", "orders", "--env", PASSWORD, "--journal", journal);
        isAbsent("FIRST_SEEN", "orders", "updated", "wave");
    }

    @Test
    void whatCommandsTellOfTroubleIsNotSecret(@TempDir Path directory) {
        String journal = directory.resolve("journal").toString();
        String style = "--json";
        for (Fault fault : List.of(
                Fault.expiredToken(), Fault.accessDenied(), Fault.invalidSignature(), Fault.unrecognizedClient())) {
            lambda.faults().clear();
            lambda.faults().add(fault);
            run(style, "watch", "orders", "--for", "1s");
            run(style, "wait", "updated", "orders", "--timeout", "1s");
            run(style, "rollout", "--targets", "orders", "--env", PASSWORD, "--journal", journal);
            run(style, "serve", "--port", "0", "--token", "planted-dashboard-token", "--for", "2s");
            style = style.equals("--json") ? "--verbose" : "--json";
        }
        run(
                style,
                "serve",
                "--port",
                "0",
                "--redis",
                "redis://:planted-redis-password@127.0.0.1:1",
                "--account",
                "123456789012",
                "--for",
                "2s");
        run(style, "serve", "--port", "0", "--redis", "redis://:planted-redis-password@", "--account", "123456789012");
        isAbsent(
                "ExpiredToken",
                "AccessDenied",
                "InvalidSignature",
                "UnrecognizedClient",
                "--redis cannot be reached",
                "must read as redis");
    }

    private void run(String style, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(style, "--endpoint", server.endpoint().toString(), "--region", "eu-west-1"));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        System.out.println(run);
    }

    private void isAbsent(String... there) {
        String text = seen.toString(StandardCharsets.UTF_8);
        assertThat(text).contains(there);
        assertThat(text)
                .doesNotContain("planted-secret-key", "planted-session-token")
                .doesNotContain("X-Amz-Signature=")
                .doesNotContainIgnoringCase("planted");
    }
}
