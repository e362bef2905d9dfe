// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
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
