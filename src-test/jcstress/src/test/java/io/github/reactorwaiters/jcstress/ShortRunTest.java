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
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * That the stress tests are found; with {@code -Dstress}, that some are run and judged, too. That starts 30 JVMs, of which
 * jcstress needs most to learn what they can do: 45 s of CPU, too much for each build.
 */
class ShortRunTest {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final int ALL = 59;
    private static final List<String> SOME = List.of("PermitPoolStress.TakeOrTake", "FeedStress.RequestOrEmit");

    @Test
    @EnabledIfSystemProperty(named = "stress", matches = ".*")
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
        for (String test : SOME) {
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
                String.join("|", SOME),
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
