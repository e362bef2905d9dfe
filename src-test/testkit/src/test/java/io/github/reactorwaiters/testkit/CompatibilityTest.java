// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** boto3 and the AWS CLI against the HTTP front. Where they are not installed, fails under CI, and else is skipped, loudly. */
class CompatibilityTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID", "AKIDSIMULATED",
            "AWS_SECRET_ACCESS_KEY", "secret",
            "AWS_DEFAULT_REGION", "eu-west-1",
            "AWS_REGION", "eu-west-1",
            "AWS_EC2_METADATA_DISABLED", "true",
            "AWS_CONFIG_FILE", "/nonexistent",
            "AWS_SHARED_CREDENTIALS_FILE", "/nonexistent",
            "AWS_PAGER", "",
            "NO_PROXY", "127.0.0.1");

    private record Finished(int exitCode, String output) {}

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void boto3AndTheAwsCliWorkUnchanged() throws Exception {
        requireClients();
        Path script = Path.of(CompatibilityTest.class
                .getResource("/compatibility/lambda_clients.py")
                .toURI());
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                        .quotas(Quotas.unlimited())
                        .durations(Durations.fixed(Duration.ofMillis(500)))
                        .build();
                ServedLambda server = lambda.serve(0)) {
            lambda.functions().add(120);
            lambda.faults().add(Fault.throttle().on("GetAccountSettings").times(1));

            Finished finished =
                    run("python3", script.toString(), server.endpoint().toString());

            assertThat(finished.exitCode()).as(finished.output()).isZero();
            assertThat(finished.output().lines()).hasSize(9).allMatch(line -> line.startsWith("ok "));
            assertThat(lambda.calls().throttled()).isEqualTo(1);
            assertThat(lambda.calls().count("ListFunctions")).isGreaterThanOrEqualTo(9);
        }
    }

    private static void requireClients() throws Exception {
        if (!works("python3", "-c", "import boto3") || !works("aws", "--version")) {
            String missing = "python3 with boto3, or aws, is not there: apt-get install python3-boto3 awscli";
            assertThat(Boolean.parseBoolean(System.getenv("CI"))).as(missing).isFalse();
            System.err.println("SKIPPED, NOT TESTED WITH BOTO3 AND THE AWS CLI: " + missing);
            Assumptions.abort(missing);
        }
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return run(command).exitCode() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static Finished run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(ENVIRONMENT);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Finished(process.waitFor(), output);
    }
}
