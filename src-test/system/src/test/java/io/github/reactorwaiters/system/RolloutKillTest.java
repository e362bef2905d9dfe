// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Call;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/** Real processes, killed without warning in mid-rollout, five times at random moments, and resumed. */
@Timeout(300)
class RolloutKillTest {
    private static final int FUNCTIONS = 300;

    private static Process start(ServedLambda server, Path journal, Path log) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RolloutProcess.class.getName(),
                        server.endpoint().toString(),
                        journal.toString(),
                        Integer.toString(FUNCTIONS))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static long answered(SimulatedLambda lambda) {
        return lambda.calls().count("UpdateFunctionCode")
                + lambda.calls().count("UpdateFunctionConfiguration")
                + lambda.calls().count("PublishVersion")
                + lambda.calls().count("UpdateAlias");
    }

    private static Map<String, Long> successes(SimulatedLambda lambda, String operation) {
        return lambda.calls().calls().stream()
                .filter(call -> call.operation().equals(operation) && call.status() / 100 == 2)
                .collect(Collectors.groupingBy(Call::function, Collectors.counting()));
    }

    @Test
    void killedFiveTimesItUpdatesPublishesAndShiftsEachFunctionOnce(@TempDir Path directory) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path journal = directory.resolve("journal");
        Path log = directory.resolve("log");
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                        .durations(Durations.fixed(Duration.ofMillis(300)))
                        .quotas(Quotas.of(1_000, RolloutProcess.CONTROL_PLANE_PER_SECOND))
                        .latency(Duration.ofMillis(5), Duration.ofMillis(10))
                        .build();
                ServedLambda server = lambda.serve(0)) {
            release(lambda, lambda.functions().add(FUNCTIONS));
            for (int kill = 1; kill <= 5; kill++) {
                // Four calls a function: each kill comes some time in its sixth of them.
                long until = Math.round((kill - 1 + random.nextDouble()) * FUNCTIONS * 4 / 6) + 1;
                Process process = start(server, journal, log);
                try {
                    while (answered(lambda) < until && process.isAlive()) {
                        process.waitFor(1 + random.nextInt(5), TimeUnit.MILLISECONDS);
                    }
                    assertThat(process.isAlive())
                            .as("alive before kill %d, seed %d: %s", kill, seed, Files.readString(log))
                            .isTrue();
                } finally {
                    process.destroyForcibly();
                }
                assertThat(process.waitFor(10, TimeUnit.SECONDS))
                        .as("gone after kill %d", kill)
                        .isTrue();
            }
            Process last = start(server, journal, log);
            try {
                assertThat(last.waitFor(2, TimeUnit.MINUTES))
                        .as("ended, seed %d: %s", seed, Files.readString(log))
                        .isTrue();
                assertThat(last.exitValue())
                        .as("seed %d: %s", seed, Files.readString(log))
                        .isZero();
            } finally {
                last.destroyForcibly();
            }
            check(lambda, seed);
        }
    }

    private static void release(SimulatedLambda lambda, List<String> names) throws InterruptedException {
        for (String name : names) {
            lambda.functions().publish(name);
            LambdaAsyncClient client = lambda.client();
            while (client.createAlias(a -> a.functionName(name).name("live").functionVersion("1"))
                    .handle((made, refused) -> refused != null)
                    .join()) {
                TimeUnit.MILLISECONDS.sleep(20); // the quota
            }
        }
        lambda.calls().clear();
    }

    private static void check(SimulatedLambda lambda, long seed) throws InterruptedException {
        Map<String, Long> codes = successes(lambda, "UpdateFunctionCode");
        Map<String, Long> shifts = successes(lambda, "UpdateAlias");
        assertThat(codes).as("code updates, seed %d", seed).hasSize(FUNCTIONS);
        assertThat(codes.values()).containsOnly(1L);
        assertThat(shifts).as("alias shifts, seed %d", seed).hasSize(FUNCTIONS);
        assertThat(shifts.values()).containsOnly(1L);
        for (String name : lambda.functions().names()) {
            TimeUnit.MILLISECONDS.sleep(10); // the quota
            List<FunctionConfiguration> versions = lambda.client()
                    .listVersionsByFunction(l -> l.functionName(name))
                    .join()
                    .versions();
            assertThat(versions.stream().map(FunctionConfiguration::version))
                    .as("versions of %s, seed %d", name, seed)
                    .containsExactly("$LATEST", "1", "2");
            assertThat(versions.get(2).codeSha256()).isEqualTo(RolloutProcess.CODE.codeSha256());
            assertThat(versions.get(2).memorySize()).isEqualTo(512);
            assertThat(lambda.client()
                            .getFunction(g -> g.functionName(name).qualifier("live"))
                            .join()
                            .configuration()
                            .version())
                    .isEqualTo("2");
        }
    }
}
