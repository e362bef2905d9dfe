// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** The README's code is this code. */
class ReadmeTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path SELF = Path.of("src/test/java/io/github/reactorwaiters/system/ReadmeTest.java");

    static FunctionWatcher updateAndWatch(LambdaAsyncClient lambda, UpdateFunctionCodeRequest newCode) {
        // README: begin
        FunctionWatcher watcher = FunctionWatcher.create(lambda);
        FunctionName orders = FunctionName.of("orders");

        watcher.watch(orders).subscribe(change -> System.out.println(change.function() + " " + change.kinds()));

        Mono.fromFuture(() -> lambda.updateFunctionCode(newCode))
                .flatMap(response -> watcher.awaitUpdated(orders, response))
                .subscribe(now -> System.out.println(now.function() + " runs the new code, State=" + now.stateText()));
        // README: end
        return watcher;
    }

    @Test
    void theReadmesCodeIsCompiledHere() throws IOException {
        List<String> shown = between(Files.readAllLines(ROOT.resolve("README.md")), "```java", "```");
        List<String> compiled = between(Files.readAllLines(SELF), "// README: begin", "// README: end");
        assertThat(shown).isNotEmpty().isEqualTo(compiled);
    }

    @Test
    void itPrintsWhatTheReadmeSays() throws IOException {
        VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                .durations(Durations.fixed(Duration.ofSeconds(3)))
                .build()) {
            lambda.functions().add("orders");
            // So that the first reading comes before the update.
            lambda.faults().add(Fault.latency(Duration.ofSeconds(1)).on("UpdateFunctionCode"));
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            FunctionWatcher watcher = updateAndWatch(
                    lambda.client(),
                    UpdateFunctionCodeRequest.builder()
                            .functionName("orders")
                            .zipFile(SdkBytes.fromUtf8String("PK new code"))
                            .build());
            time.advanceTimeBy(Duration.ofMinutes(1));
            watcher.close();
        } finally {
            System.setOut(stdout);
            VirtualTimeScheduler.reset();
        }

        List<String> claimed = between(Files.readAllLines(ROOT.resolve("README.md")), "```text", "```");
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().toList())
                .isNotEmpty()
                .isEqualTo(claimed);
    }

    /** The stripped lines after the first {@code begin} and before the next {@code end}. */
    private static List<String> between(List<String> lines, String begin, String end) {
        return lines.stream()
                .map(String::strip)
                .dropWhile(line -> !line.equals(begin))
                .skip(1)
                .takeWhile(line -> !line.equals(end))
                .toList();
    }
}
