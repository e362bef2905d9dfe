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
        PaceSnapshot snapshot = new PaceSnapshot(1, transitions, PaceSnapshot.Changes.UNKNOWN);

        events.set(3, 99.0);
        transitions.clear();

        assertThat(snapshot.transitions())
                .containsExactly(Map.entry("code", new PaceSnapshot.Learned(values(2), values(5))));
    }

    @Test
    void rejectsAnotherVersion() {
        assertThatThrownBy(() -> new PaceSnapshot(2, Map.of(), PaceSnapshot.Changes.UNKNOWN))
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
    void rejectsChangesOutOfBounds() {
        assertThatThrownBy(() -> new PaceSnapshot.Changes(1, 50.1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape must be at least 0.02 and at most 50.0: 50.1");
        assertThatThrownBy(() -> new PaceSnapshot.Changes(1e-16, 1, 1, 1))
                .hasMessage("perSecond must be at least 1.0E-15 and at most 1000.0: 1.0E-16");
        assertThatThrownBy(() -> new PaceSnapshot.Changes(1, 1, 0, 1))
                .hasMessage("changes must be at least 0.5 and finite: 0.0");
        assertThatThrownBy(() -> new PaceSnapshot.Changes(1, 1, 1, Double.POSITIVE_INFINITY))
                .hasMessage("pairs must be at least 1.0 and finite: Infinity");
    }

    @Test
    void snapshotOfNothingIsOneToStartWith() {
        LearnedPace cold = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);

        assertThat(cold.snapshot(0)).isEqualTo(PaceSnapshot.EMPTY);
    }
}
