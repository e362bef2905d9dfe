// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DelaysTest {
    private static Delays upTo(int most) {
        List<Double> seconds =
                IntStream.rangeClosed(1, most).mapToObj(Double::valueOf).collect(Collectors.toList());
        Collections.shuffle(seconds);
        return Delays.of(seconds);
    }

    @Test
    void aPercentileIsTheSmallestDelayThatSoManyDoNotExceed() {
        Delays hundred = upTo(100);

        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(99.5)).isEqualTo(100);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(hundred.percentile(0.1)).isEqualTo(1);
        assertThat(upTo(7).percentile(50)).isEqualTo(4);
        assertThat(upTo(1).percentile(99)).isEqualTo(1);
    }

    @Test
    void theMeanIsThatOfAll() {
        assertThat(upTo(100).mean()).isEqualTo(50.5);
        assertThat(upTo(100).count()).isEqualTo(100);
    }

    @Test
    void nothingHasNoFigures() {
        assertThat(Delays.of(List.of()).mean()).isNaN();
        assertThat(Delays.of(List.of()).percentile(99)).isNaN();
    }

    @Test
    void aPercentOutOfRangeIsRefused() {
        assertThatThrownBy(() -> upTo(3).percentile(0))
                .hasMessageContaining("percent")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> upTo(3).percentile(101)).hasMessageContaining("101");
    }
}
