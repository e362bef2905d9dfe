// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.reactorwaiters.lambda.FunctionName;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaveTest {
    private static final FunctionChange CHANGE = FunctionChange.ofConfiguration(c -> c.memorySize(512));

    private static List<Target> targets(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Target(FunctionName.of("f" + i), CHANGE))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, '1,10%,100%', ''",
        "1, '1,10%,100%', 1",
        "2, '1,10%,100%', '1,1'",
        "10, '1,10%,100%', '1,9'",
        "11, '1,10%,100%', '1,1,9'",
        "1000, '1,10%,100%', '1,99,900'",
        "1, '1%', 1",
        "100, '1%', '1,99'",
        "101, '1%', '2,99'",
        "99, '1%,1%,1%', '1,98'",
        "5, '0,0%', 5",
        "5, '100%,10%', 5",
        "5, '7', 5",
        "5, '5', 5",
        "3, '33.333333%,66.666667%', '1,2'",
        "1000000, '0.1%', '1000,999000'",
        "5, '', 5"
    })
    void wavesAreRoundedUpAndHoldEveryFunctionOnce(int functions, String portions, String sizes) {
        List<Target> targets = targets(functions);
        List<Wave> waves = Wave.divide(
                targets,
                Stream.of(portions.split(","))
                        .filter(text -> !text.isEmpty())
                        .map(Portion::parse)
                        .toList());

        assertThat(String.join(
                        ",",
                        waves.stream().map(wave -> "" + wave.targets().size()).toList()))
                .isEqualTo(sizes == null ? "" : sizes);
        assertThat(waves.stream().flatMap(wave -> wave.targets().stream())).isEqualTo(targets);
        assertThat(waves.stream().map(Wave::number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, waves.size()).boxed().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 10, false",
        "0, 1, 10, true",
        "3, 3, 10, false",
        "3, 4, 10, true",
        "10%, 1, 10, false",
        "10%, 2, 10, true",
        "10%, 1, 19, false",
        "10%, 2, 19, true",
        "10%, 2, 20, false",
        "0%, 1, 1000, true",
        "100%, 1000, 1000, false",
        "33.3%, 333, 1000, false",
        "33.3%, 334, 1000, true",
        "1%, 0, 0, false"
    })
    void aLimitIsExceededByOneMoreThanItAllows(String limit, int failures, int total, boolean exceeded) {
        assertThat(Portion.parse(limit).isExceededBy(failures, total)).isEqualTo(exceeded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "101%", "%", "ten", "1 %", "1%%", "9999999999"})
    void whatIsNoPortionIsRefusedWithItsText(String text) {
        assertThatThrownBy(() -> Portion.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("portion")
                .hasMessageContaining(text.replace("%", ""));
    }

    @Test
    void aPortionReadsAsItIsWritten() {
        assertThat(List.of("5", "0", "2.5%", "100%").stream()
                        .map(Portion::parse)
                        .map(Portion::toString))
                .containsExactly("5", "0", "2.5%", "100%");
        assertThat(Portion.percent(2.5)).hasToString("2.5%");
    }
}
