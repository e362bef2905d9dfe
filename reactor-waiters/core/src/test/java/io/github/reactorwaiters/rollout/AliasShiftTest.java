// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AliasShiftTest {
    private static final Duration BAKE = Duration.ofMinutes(1);

    @Test
    void linearStepsReachAHundred() {
        assertThat(AliasShift.linear("live", 25, BAKE).percents()).containsExactly(25, 50, 75);
        assertThat(AliasShift.linear("live", 30, BAKE).percents()).containsExactly(30, 60, 90);
        assertThat(AliasShift.linear("live", 99, BAKE).percents()).containsExactly(99);
        AliasShift shift = AliasShift.linear("live", 30, BAKE);
        assertThat(List.of(shift.after(0), shift.after(30), shift.after(45), shift.after(90), shift.after(99)))
                .containsExactly(30, 60, 60, 100, 100);
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> AliasShift.linear("live", 0, BAKE)).hasMessageContaining("percent must be 1 to 99: 0");
        assertThatThrownBy(() -> AliasShift.canary("live", 100, BAKE)).hasMessageContaining("[100]");
        assertThatThrownBy(() -> AliasShift.canary("live", 10, BAKE.negated())).hasMessageContaining("bake");
        assertThatThrownBy(() -> AliasShift.allAtOnce("7"))
                .hasMessageContaining("alias")
                .hasMessageContaining("7");
        assertThatThrownBy(() -> new AliasShift("live", List.of(20, 10), BAKE)).hasMessageContaining("rise");
        assertThatThrownBy(() ->
                        new Target(FunctionName.of("orders:7"), FunctionChange.ofCode(CodeSource.zip(new byte[1]))))
                .hasMessageContaining("orders:7");
        assertThatThrownBy(() -> new FunctionChange(null, null, null)).hasMessageContaining("code or configuration");
        assertThatThrownBy(() -> FunctionChange.ofConfiguration(c -> {})).hasMessageContaining("at least one member");
        assertThatThrownBy(() ->
                        FunctionChange.ofConfiguration(c -> c.functionName("x").memorySize(1)))
                .hasMessageContaining("neither function nor revision");
        assertThatThrownBy(() -> CodeSource.zip(new byte[0])).hasMessageContaining("zip");
        assertThatThrownBy(() -> CodeSource.s3("bucket", " ")).hasMessageContaining("key");
    }

    @Test
    void whatIsLeftIsEstimatedFromWhatEnded() {
        assertThat(Estimate.left(10, 0, 0, 0, 10, Duration.ZERO, Duration.ZERO)).isNull();
        assertThat(Estimate.left(0, 10, 30, 0, 10, Duration.ofSeconds(50), Duration.ZERO))
                .isZero();
        // 40 functions at 3 calls each less 20 made already, 10/s; 5 s of waiting each; 60 s of bakes
        assertThat(Estimate.left(40, 10, 30, 20, 10, Duration.ofSeconds(50), Duration.ofSeconds(60)))
                .isEqualTo(Duration.ofSeconds(10 + 5 + 60));
    }
}
