// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrendTest {
    private record Point(double at, double figure) {}

    private static double slope(Point... points) {
        return Trend.slope(List.of(points), Point::at, Point::figure);
    }

    private static double ofMedians(Double... figures) {
        return Trend.ofMedians(List.of(figures), figure -> figure);
    }

    @Test
    void theSlopeOfALineIsItsOwn() {
        assertThat(slope(new Point(1, 7), new Point(2, 10), new Point(4, 16))).isCloseTo(3, within(1e-9));
        assertThat(slope(new Point(30, 5), new Point(60, 5))).isZero();
    }

    @Test
    void theSlopeOfANoisyLineIsThatOfLeastSquares() {
        assertThat(slope(new Point(0, 0), new Point(1, 3), new Point(2, 0), new Point(3, 3)))
                .isCloseTo(0.6, within(1e-9));
    }

    @Test
    void oneSampleHasNoSlope() {
        assertThat(slope(new Point(1, 7))).isNaN();
        assertThat(slope()).isNaN();
    }

    @Test
    void theSecondHalfLeavesOutTheMiddleOne() {
        assertThat(Trend.secondHalf(List.of(1, 2, 3, 4, 5))).containsExactly(4, 5);
        assertThat(Trend.secondHalf(List.of(1, 2, 3, 4))).containsExactly(3, 4);
    }

    @Test
    void oneSlowSampleOfAHalfDoesNotCount() {
        assertThat(ofMedians(900.0, 100.0, 110.0, 100.0, 110.0, 800.0)).isCloseTo(1, within(1e-9));
    }

    @Test
    void halvesThatGrowShow() {
        assertThat(ofMedians(100.0, 100.0, 150.0, 150.0)).isCloseTo(1.5, within(1e-9));
        assertThat(ofMedians(100.0, 120.0, 999.0, 150.0, 180.0)).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void oneSampleHasNoHalves() {
        assertThat(ofMedians(100.0)).isNaN();
    }
}
