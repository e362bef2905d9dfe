// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceSnapshotTest {
    private static List<Double> values(double one) {
        List<Double> values = new ArrayList<>(Collections.nCopies(AgeBins.COUNT, 1.0));
        values.set(3, one);
        return values;
    }

    @Test
    void copiesWhatItIsGiven() {
        List<Double> events = values(2);
        Map<String, PaceSnapshot.Learned> transitions = new HashMap<>();
        transitions.put("code", new PaceSnapshot.Learned(events, values(5)));
        PaceSnapshot snapshot = new PaceSnapshot(1, transitions);

        events.set(3, 99.0);
        transitions.clear();

        assertThat(snapshot.transitions())
                .containsExactly(Map.entry("code", new PaceSnapshot.Learned(values(2), values(5))));
    }

    @Test
    void rejectsAnotherVersion() {
        assertThatThrownBy(() -> new PaceSnapshot(2, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version must be 1: 2");
    }

    @Test
    void rejectsAnotherNumberOfBins() {
        assertThatThrownBy(() -> new PaceSnapshot.Learned(List.of(1.0), values(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("events must have 48 values, one an age bin: 1");
        assertThatThrownBy(() -> new PaceSnapshot.Learned(values(1), List.of()))
                .hasMessage("exposure must have 48 values, one an age bin: 0");
    }

    @Test
    void rejectsWhatIsNegativeOrNotFinite() {
        for (double wrong : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e12}) {
            assertThatThrownBy(() -> new PaceSnapshot.Learned(values(wrong), values(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("events must be at least 0 and ")
                    .hasMessageEndingWith(": " + wrong);
            assertThatThrownBy(() -> new PaceSnapshot.Learned(values(1), values(wrong)))
                    .hasMessageStartingWith("exposure must be at least 0 and ")
                    .hasMessageEndingWith(": " + wrong);
        }
    }

    @Test
    void snapshotOfNothingIsOneToStartWith() {
        LearnedPace cold = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);

        assertThat(cold.snapshot()).isEqualTo(PaceSnapshot.EMPTY);
    }
}
