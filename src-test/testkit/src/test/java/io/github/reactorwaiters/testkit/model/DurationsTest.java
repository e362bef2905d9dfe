// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.testkit.model;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.reactorwaiters.testkit.model.Durations.Kind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "CREATION, 3000",
        "CODE_UPDATE, 3000",
        "CONFIGURATION_UPDATE, 3000",
        "IMAGE, 12000",
        "VPC, 75000",
        "SNAPSTART_VERSION, 165000",
        "RESTORE, 12000"
    })
    void awsHasTheseMedians(Kind kind, double medianMillis) {
        long[] drawn = draws(Durations.aws(), kind);
        assertThat((double) drawn[drawn.length / 2]).isCloseTo(medianMillis, within(medianMillis * 0.05));
    }

    @Test
    void lognormalDurationsSpreadBySigma() {
        long[] drawn = draws(Durations.aws(), Kind.CODE_UPDATE);
        double oneSigma = drawn[(int) (drawn.length * 0.8413)];
        assertThat(oneSigma).isCloseTo(3_000 * Math.exp(0.5), within(250.0));
    }

    @Test
    void vpcTakesSixtyToNinetySeconds() {
        long[] drawn = draws(Durations.aws(), Kind.VPC);
        assertThat(drawn[0]).isBetween(60_000L, 60_100L);
        assertThat(drawn[drawn.length - 1]).isBetween(89_900L, 90_000L);
    }

    @Test
    void fastStaysBelowASecond() {
        for (Kind kind : Kind.values()) {
            long[] drawn = draws(Durations.fast(), kind);
            assertThat(drawn[0]).isGreaterThanOrEqualTo(5);
            assertThat(drawn[drawn.length - 1]).isLessThan(1_000);
        }
    }

    @Test
    void aStepTakesTheSameWhateverHappensToOthers() {
        List<Transition> alone = createdAmong();
        List<Transition> amongOthers = createdAmong("a", "b", "c");
        assertThat(amongOthers).isEqualTo(alone).hasSize(2);
    }

    private static List<Transition> createdAmong(String... others) {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        SimulatedFunctions functions = new SimulatedFunctions(time, "123456789012", "eu-west-1", 3, Durations.aws());
        for (String other : others) {
            functions.create(other);
        }
        functions.create("fn");
        time.advanceTimeBy(ofMinutes(5));
        return functions.history("fn");
    }

    @Test
    void fleetsAreMixedLikeAws() {
        SimulatedFunctions functions =
                new SimulatedFunctions(VirtualTimeScheduler.create(), "123456789012", "eu-west-1", 3, Durations.aws());
        Api api = new Api(functions);
        int images = 0;
        int inVpc = 0;
        for (String name : functions.add(2_000)) {
            var configuration = api.get(Api.function(name)).body().path("Configuration");
            images += configuration.path("PackageType").asString().equals("Image") ? 1 : 0;
            inVpc += configuration.has("VpcConfig") ? 1 : 0;
        }
        assertThat(images).isBetween(340, 460);
        assertThat(inVpc).isBetween(150, 250);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.fixed(ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.aws().withUniform(Kind.VPC, ofSeconds(2), ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.aws().withLogNormal(Kind.VPC, ofMillis(1), -0.1));
    }

    /** Sorted draws. */
    private static long[] draws(Durations durations, Kind kind) {
        return LongStream.range(0, 5_000)
                .map(i -> durations.drawMillis(kind, Chronicle.mix(i)))
                .sorted()
                .toArray();
    }
}
