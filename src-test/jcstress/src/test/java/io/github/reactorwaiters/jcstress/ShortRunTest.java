// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.jcstress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few of the stress tests for a moment: that they are found, run and judged. {@code ./run} takes its time for all. */
class ShortRunTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int ALL = 54;
    private static final String SOME = "PermitPoolStress.TakeOrTake|FeedStress.RequestOrEmit|WaitStress.TimeoutOrClose";

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingForbiddenIsSeen() throws IOException, InterruptedException {
        Path log = TARGET.resolve("short-run.log");
        Process run = new ProcessBuilder(command())
                .directory(Files.createDirectories(TARGET.resolve("short-run")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = run.waitFor();

        String output = Files.readString(log);
        assertThat(exit).as(output).isZero();
        assertThat(output).contains("Failed tests: No matches.").contains("Error tests: No matches.");
        for (String test : SOME.split("\\|")) {
            assertThat(output).containsPattern("\\[OK\\] io\\.github\\.reactorwaiters\\.\\w+\\." + Pattern.quote(test));
        }
    }

    @Test
    void allTestsAreListed() throws IOException {
        List<String> tests = Files.readAllLines(TARGET.resolve("classes/META-INF/TestList"));

        assertThat(tests).hasSize(ALL);
    }

    private static List<String> command() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return List.of(
                java,
                "-cp",
                classPath,
                "org.openjdk.jcstress.Main",
                "-v",
                "-t",
                SOME,
                "-jvmArgs",
                "-Xmx256m",
                "-f",
                "1",
                "-fsm",
                "1",
                "-iters",
                "1",
                "-time",
                "100",
                "-sc",
                "false",
                "-af",
                "NONE");
    }
}
