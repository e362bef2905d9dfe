// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AgeBinsTest {
    @Test
    void binsFollowOneAnotherFromZeroToInfinity() {
        assertThat(AgeBins.start(0)).isZero();
        for (int bin = 0; bin + 1 < AgeBins.COUNT; bin++) {
            assertThat(AgeBins.end(bin)).isEqualTo(AgeBins.start(bin + 1)).isGreaterThan(AgeBins.start(bin));
        }
        assertThat(AgeBins.end(AgeBins.COUNT - 1)).isInfinite();
    }

    @Test
    void edgesArePowersOfOnePointTwoFromAQuarterOfASecondToThousandSeconds() {
        for (int bin = 1; bin < AgeBins.COUNT; bin++) {
            double edge = 0.25 * Math.pow(1.2, bin - 1);
            assertThat(AgeBins.start(bin)).isEqualTo(edge, within(edge * 1e-12));
        }
        assertThat(AgeBins.start(AgeBins.COUNT - 1)).isBetween(1_000.0, 1_200.0);
        assertThat(AgeBins.start(AgeBins.COUNT - 2)).isLessThan(1_000);
    }

    @Test
    void everyAgeIsInTheBinThatASearchFinds() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            assertFound(Math.exp(random.nextDouble() * 12 - 4));
        }
        assertFound(0);
        assertFound(1e9);
    }

    @Test
    void roundingMovesNoAgeAcrossAnEdge() {
        for (int bin = 1; bin < AgeBins.COUNT; bin++) {
            double edge = AgeBins.start(bin);
            assertThat(AgeBins.of(edge)).isEqualTo(bin);
            assertThat(AgeBins.of(Math.nextDown(edge))).isEqualTo(bin - 1);
            assertThat(AgeBins.of(Math.nextUp(edge))).isEqualTo(bin);
        }
    }

    private static void assertFound(double age) {
        int bin = 0;
        while (bin + 1 < AgeBins.COUNT && age >= AgeBins.start(bin + 1)) {
            bin++;
        }
        assertThat(AgeBins.of(age)).as("bin of %s", age).isEqualTo(bin);
    }
}
