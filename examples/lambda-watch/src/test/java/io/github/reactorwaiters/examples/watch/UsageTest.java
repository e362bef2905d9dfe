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
            rollout --memory 512                          | --targets
            rollout --targets a                           | nothing to change
            rollout --targets a --zip none-such           | --zip cannot be read, there is no such file: "none-such"
            rollout --targets a --zip b --s3 b/c          | exclude one another
            rollout --targets a --s3 bucket               | --s3 must read
            rollout --targets a --memory 1 --waves ten --region eu-west-1 | --waves: portion must read
            rollout --targets a --memory 1 --max-failures 2.5 --region eu-west-1 | --max-failures: portion
            rollout --targets a --memory 1 --alias b --shift some --region eu-west-1 | --shift "some": must read
            rollout --targets a --memory 1 --shift canary:10:5m --region eu-west-1 | --shift must come with --alias
            rollout --targets a --memory 1 --alias 7 --region eu-west-1 | alias must be
            rollout --targets a:1 --memory 1 --region eu-west-1 | no qualifier
            rollout --targets @none-such --memory 1       | --targets cannot be read, there is no such file: "none-such"
            simulate --port 70000                         | '--port': "70000" must be a port
            simulate --port x                             | --port
            simulate --functions -1                       | "-1" must be a whole number, 0 to 100000
            simulate --get-rps 0                          | "0" must be calls a second
            simulate --durations slow                     | "slow" is none of aws, fast
            simulate --faults boom                        | boom
            serve --port 70000 --region eu-west-1         | '--port': "70000" must be a port
            serve --token short --region eu-west-1        | token must have at least 8
            serve a/b* --region eu-west-1                 | pattern must be
            demo --port 70000                             | '--port': "70000" must be a port
            demo --functions -5                           | "-5" must be a whole number
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
    void takenPortOfTheDashboardIsNamed() {
        try (SimulatedLambda other = SimulatedLambda.builder().build()) {
            String port = Integer.toString(other.serve(0).port());
            for (String command : new String[] {"demo", "serve --region eu-west-1"}) {
                CommandRun run = CommandRun.of((command + " --port " + port).split(" "));

                assertThat(run.err()).hasSize(1).allMatch(line -> line.contains("--port " + port + " is taken"));
                assertThat(run.exitCode()).isEqualTo(Failures.USAGE);
            }
        }
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(CommandRun.of("--version").out()).containsExactly("lambda-watch 0.1.0-SNAPSHOT");
        assertThat(CommandRun.of("wait", "--help").out()).anyMatch(line -> line.contains("--timeout"));
    }
}
