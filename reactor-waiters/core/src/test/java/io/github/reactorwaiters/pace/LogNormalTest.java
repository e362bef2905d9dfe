// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LogNormalTest {
    /** The upper tail of the normal distribution, from tables of 16 digits. */
    private static final double[][] KNOWN = {
        {-2, 0.9772498680518208},
        {0, 0.5},
        {0.5, 0.3085375387259869},
        {1, 0.1586552539314571},
        {1.96, 0.0249978951482204},
        {3, 1.349898031630095e-3},
        {5, 2.866515718791939e-7},
        {6, 9.865876450376946e-10},
        {8, 6.220960574271784e-16},
    };

    @Test
    void upperNormalHasSixDigitsEverywhere() {
        for (double[] known : KNOWN) {
            assertThat(LogNormal.upperNormal(known[0])).isEqualTo(known[1], relative(known[1], 2e-7));
        }
    }

    @Test
    void survivalIsOneBelowZeroHalfAtTheMedianAndZeroAtInfinity() {
        assertThat(LogNormal.survival(-1, 5, 1)).isOne();
        assertThat(LogNormal.survival(0, 5, 1)).isOne();
        assertThat(LogNormal.survival(5, 5, 1)).isEqualTo(0.5, within(1e-7));
        assertThat(LogNormal.survival(Double.POSITIVE_INFINITY, 5, 1)).isZero();
    }

    @Test
    void survivalIsTheIntegralOfTheDensity() {
        for (double x : new double[] {0.1, 0.7, 3, 5, 12, 60, 400}) {
            double expected = integral(LogNormalTest::density, z(x), 14);
            assertThat(LogNormal.survival(x, 4, 0.8)).isEqualTo(expected, relative(expected, 3e-7));
        }
    }

    @Test
    void areaIsWhatIntegrationByPartsGives() {
        for (int bin = 0; bin < AgeBins.COUNT - 1; bin++) {
            double from = AgeBins.start(bin);
            double to = AgeBins.end(bin);
            double expected = byParts(from, to);
            assertThat(LogNormal.area(from, to, 4, 0.8)).isEqualTo(expected, relative(expected, 2e-4));
        }
    }

    @Test
    void areaToInfinityIsTheMeanLifeThatIsLeft() {
        assertThat(LogNormal.area(0, Double.POSITIVE_INFINITY, 4, 0.8)).isEqualTo(4 * Math.exp(0.32), within(1e-5));
        for (double from : new double[] {1, 10, 100, 1_000}) {
            double expected = byParts(from, 4 * Math.exp(0.8 * 14));
            assertThat(LogNormal.area(from, Double.POSITIVE_INFINITY, 4, 0.8))
                    .isEqualTo(expected, relative(expected, 1e-5));
        }
    }

    /** The integral of the survival: x S(x) at the ends, and that of x f(x), with median 4 and sigma 0.8. */
    private static double byParts(double from, double to) {
        double upper = integral(LogNormalTest::density, z(to), 16);
        double lower = from == 0 ? 1 : upper + integral(LogNormalTest::density, z(from), z(to));
        double moment = integral(z -> 4 * Math.exp(0.8 * z) * density(z), from == 0 ? -16 : z(from), z(to));
        return to * upper - from * lower + moment;
    }

    private static double z(double x) {
        return Math.log(x / 4) / 0.8;
    }

    private static double density(double z) {
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The midpoint rule. */
    private static double integral(DoubleUnaryOperator f, double from, double to) {
        int steps = 20_000;
        double step = (to - from) / steps;
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += f.applyAsDouble(from + (i + 0.5) * step);
        }
        return sum * step;
    }

    private static Offset<Double> relative(double value, double error) {
        return within(Math.abs(value) * error);
    }
}
