// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScriptTest {
    private static String read(String script) {
        return Faults.parse(script).stream()
                .map(Fault::toString)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throttle",
                "throttle=2s",
                "throttling400",
                "error500",
                "error503",
                "error503html",
                "error200html",
                "reset",
                "close",
                "half",
                "malformed",
                "mistyped",
                "empty",
                "unknown",
                "missing=LastModified+RevisionId",
                "latency=200ms",
                "hang",
                "accessdenied@ListFunctions",
                "expiredtoken",
                "invalidsignature",
                "unrecognizedclient",
                "listedstate",
                "nopaging",
                "reset@GetFunction/orders-*:0.25:3x:from=10s:for=90s"
            })
    void everyKindReadsBackAsWritten(String fault) {
        assertThat(read(fault)).isEqualTo(fault);
    }

    @Test
    void scriptIsAListOfFaults() {
        assertThat(read("throttle@GetFunction:0.1, error503html:5x,hang@GetFunction/orders-*:1x,latency=200ms:50%"))
                .isEqualTo("throttle@GetFunction:0.1,error503html:5x,hang@GetFunction/orders-*:1x,latency=200ms:0.5");
        assertThat(read("latency=1.5s/a*:from=10m:for=2h")).isEqualTo("latency=1500ms/a*:from=600s:for=7200s");
    }

    @Test
    void programmaticFaultsReadAlike() {
        Fault fault = Fault.missing("RevisionId")
                .on("ListFunctions")
                .probability(0.5)
                .from(Duration.ofSeconds(1))
                .lasting(Duration.ofMillis(1500));
        assertThat(fault).hasToString("missing=RevisionId@ListFunctions:0.5:from=1s:for=1500ms");
        assertThat(Faults.parse(fault.toString())).hasToString(List.of(fault).toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throtle@GetFunction | fault \"throtle@GetFunction\": kind \"throtle\" is none, or needs a value",
                "throttle,,hang | fault \"\" does not read kind",
                "latency | kind \"latency\" is none, or needs a value",
                "latency=fast | \"fast\" is no duration such as 200ms, 30s or 10m",
                "hang=3s | kind \"hang\" takes no value, or is none",
                "error200 | status 200",
                "error700html | status 700",
                "throttle:1.5 | probability 1.5 is not above 0 and at most 1",
                "throttle:0% | probability 0.0",
                "throttle:0x | times 0 is below 1",
                "throttle:often | \"often\" is no share (0.1, 10%), count (3x), from=D or for=D",
                "throttle:for=0s | lasting PT0S is not above 0",
                "throttle@getFunction | operation \"getFunction\"",
                "throttle@GetFunction/ord?rs | functions \"ord?rs\"",
                "missing= | members \"\"",
            })
    void errorNamesThePartAndItsValue(String script, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Faults.parse(script))
                .withMessageContaining(message);
    }
}
