// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.SimulatedLambda;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            watch --for 10                                | "10" is no duration
            watch --for 0s                                | "0s" must be longer than zero
            watch or/ders* --region eu-west-1             | pattern must be
            watch or/ders --region eu-west-1              | function name must be
            watch --endpoint nowhere --region eu-west-1   | --endpoint must be a URL
            watch --region Dublin                         | --region must read
            watch --profile none-such --region eu-west-1  | --profile names no profile
            wait                                          | Missing required parameters
            wait ready orders                             | ready
            wait active                                   | NAME
            wait published orders --region eu-west-1      | published version or an alias
            simulate --port 70000                         | port 70000
            simulate --port x                             | --port
            simulate --functions -1                       | --functions must be 0 to 100000: -1
            simulate --get-rps 0                          | --get-rps must be above 0
            simulate --durations slow                     | "slow" is none of aws, fast
            simulate --faults boom                        | boom
            demo --functions -5                           | --functions must be
            demo --seed x                                 | --seed
            dance                                         | dance
            ``                                            | a command is missing
            """)
    void badInputIsNamedInOneLine(String args, String named) {
        CommandRun run =
                args.isEmpty() ? CommandRun.of() : CommandRun.of(args.strip().split(" "));

        assertThat(run.err()).hasSize(1).allMatch(line -> line.contains(named));
        assertThat(run.exitCode()).isEqualTo(Failures.USAGE);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void takenPortIsNamed() {
        try (SimulatedLambda other = SimulatedLambda.builder().build()) {
            CommandRun run = CommandRun.of(
                    "simulate", "--port", Integer.toString(other.serve(0).port()));

            assertThat(run.err()).hasSize(1).allMatch(line -> line.contains("port is taken"));
            assertThat(run.exitCode()).isEqualTo(Failures.USAGE);
        }
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(CommandRun.of("--version").out()).containsExactly("lambda-watch 0.1.0-SNAPSHOT");
        assertThat(CommandRun.of("wait", "--help").out()).anyMatch(line -> line.contains("--timeout"));
    }
}
