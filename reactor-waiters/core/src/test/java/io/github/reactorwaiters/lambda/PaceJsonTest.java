// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.reactorwaiters.pace.LearnedPace;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceJsonTest {
    @Test
    void whatIsWrittenIsReadBack() {
        LearnedPace pace = new LearnedPace(PaceLimits.defaults(), PaceSnapshot.EMPTY);
        pace.ended("code/zip", 1_000_000_000L, 2_000_000_000L);
        pace.ended("create/image/vpc", 60_000_000_000L, 61_000_000_000L);
        PaceSnapshot learned = new PaceSnapshot(
                1, pace.snapshot(0).transitions(), new PaceSnapshot.Changes(2.3e-5, 0.07, 1_234.5, 1e9));

        assertThat(learned.transitions()).containsOnlyKeys("code/zip", "create/image/vpc");
        assertThat(PaceJson.read(PaceJson.write(learned))).isEqualTo(learned);
        assertThat(PaceJson.write(learned)).startsWith("{\"version\":1,").doesNotContain("\n");
    }

    @Test
    void withoutChangesNothingIsKnownOfThem() {
        assertThat(PaceJson.read("{\"version\":1,\"transitions\":{}}")).isEqualTo(PaceSnapshot.EMPTY);
    }

    @Test
    void changesOutOfBoundsAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PaceJson.read("{\"version\":1,\"transitions\":{},\"changes\":"
                        + "{\"perSecond\":0,\"shape\":1,\"changes\":1,\"pairs\":1}}"))
                .withMessage("perSecond must be at least 1.0E-15 and at most 1000.0: 0.0");
    }

    @Test
    void anotherVersionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PaceJson.read("{\"version\":2,\"transitions\":{}}"))
                .withMessage("version must be 1: 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":\"x\",\"transitions\":{}}",
                "{\"version\":1,\"transitions\":{\"a\":1}}",
                "{\"version\":1,\"transitions\":{},\"changes\":null}",
                "{\"version\":1,\"transitions\":{},\"changes\":7}",
                "{\"version\":1,\"transitions\":{},\"changes\":{\"perSecond\":1,\"shape\":1,\"changes\":1}}",
                "{\"version\":1,\"transitions\":{},\"changes\":{\"perSecond\":1,\"shape\":1,\"changes\":1,\"pairs\":\"x\"}}",
                "{\"version\":1,\"transitions\":{\"a\":{\"events\":[1],\"exposure\":[1]}}}"
            })
    void whatIsNoSnapshotIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> PaceJson.read(json));
    }
}
