// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.TracingMode;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

class ConfigurationMatchTest {
    private static final FunctionConfiguration ACTUAL = FunctionConfiguration.builder()
            .functionName("orders")
            .memorySize(512)
            .timeout(30)
            .description("")
            .role("arn:aws:iam::123456789012:role/r")
            .environment(e -> e.variables(Map.of("STAGE", "live", "LEVEL", "info")))
            .layers(
                    Layer.builder().arn("arn:layer:1").codeSize(10L).build(),
                    Layer.builder().arn("arn:layer:2").build())
            .vpcConfig(v -> v.subnetIds("s-1", "s-2").securityGroupIds("g-1").vpcId("vpc-1"))
            .imageConfigResponse(i -> i.imageConfig(c -> c.command("run")))
            .snapStart(s -> s.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS).optimizationStatus("On"))
            .tracingConfig(t -> t.mode(TracingMode.ACTIVE))
            .build();

    private static boolean matches(Consumer<UpdateFunctionConfigurationRequest.Builder> wanted) {
        return ConfigurationMatch.of(
                UpdateFunctionConfigurationRequest.builder()
                        .applyMutation(wanted)
                        .build(),
                ACTUAL);
    }

    @Test
    void onlyWhatIsWantedCounts() {
        assertThat(matches(c -> c.memorySize(512))).isTrue();
        assertThat(matches(c -> c.memorySize(512).timeout(31))).isFalse();
        assertThat(matches(c -> c.description(""))).isTrue();
        assertThat(matches(c -> c.handler("x"))).isFalse();
    }

    @Test
    void environmentsAreComparedAsAWhole() {
        assertThat(matches(c -> c.environment(e -> e.variables(Map.of("LEVEL", "info", "STAGE", "live")))))
                .isTrue();
        assertThat(matches(c -> c.environment(e -> e.variables(Map.of("STAGE", "live")))))
                .isFalse();
        assertThat(matches(c -> c.environment(e -> e.variables(Map.of())))).isFalse();
    }

    @Test
    void structuresThatReadOtherwiseInAnswers() {
        assertThat(matches(c -> c.layers("arn:layer:1", "arn:layer:2"))).isTrue();
        assertThat(matches(c -> c.layers("arn:layer:2", "arn:layer:1"))).isFalse();
        assertThat(matches(c -> c.layers(List.of()))).isFalse();
        assertThat(matches(c -> c.vpcConfig(v -> v.subnetIds("s-1", "s-2").securityGroupIds("g-1"))))
                .isTrue();
        assertThat(matches(c -> c.vpcConfig(v -> v.subnetIds(List.of())))).isFalse();
        assertThat(matches(c -> c.imageConfig(i -> i.command("run")))).isTrue();
        assertThat(matches(c -> c.imageConfig(i -> i.command("walk")))).isFalse();
        assertThat(matches(c -> c.snapStart(s -> s.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS))))
                .isTrue();
        assertThat(matches(c -> c.snapStart(s -> s.applyOn(SnapStartApplyOn.NONE))))
                .isFalse();
        assertThat(matches(c -> c.tracingConfig(t -> t.mode(TracingMode.ACTIVE))))
                .isTrue();
    }

    @Test
    void whatIsEmptyMayBeMissing() {
        assertThat(matches(c -> c.kmsKeyArn(""))).isTrue();
        assertThat(matches(c -> c.fileSystemConfigs(List.of()))).isTrue();
        assertThat(matches(c -> c.deadLetterConfig(d -> d.targetArn("")))).isTrue();
        assertThat(matches(c -> c.deadLetterConfig(d -> d.targetArn("arn:queue"))))
                .isFalse();
    }
}
