// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.steady;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.testkit.model.Transition;
import io.github.reactorwaiters.testkit.model.Transition.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private static final List<Transition> TWO_UPDATES = List.of(
            transition(0, "r0", Kind.CREATED),
            transition(10, "r1", Kind.UPDATE_STARTED),
            transition(13, "r2", Kind.UPDATE_COMPLETED),
            transition(20, "r3", Kind.UPDATE_STARTED),
            transition(24, "r4", Kind.UPDATE_COMPLETED));

    private final Sightings sightings = new Sightings();

    private static Transition transition(long second, String revision, Kind kind) {
        return new Transition(Instant.ofEpochSecond(second), "Active", "Successful", revision, kind);
    }

    private void seen(double second, String revision) {
        sightings.add("orders", revision, second * 1e3);
    }

    private Score score(double fromSecond, double toSecond) {
        return Score.of(Map.of("orders", TWO_UPDATES), sightings, fromSecond * 1e3, toSecond * 1e3);
    }

    @Test
    void eachStartAndCompletionIsHeldAgainstWhatShowedItFirst() {
        seen(1, "r0");
        seen(11, "r1");
        seen(13.5, "r2");
        seen(24.25, "r4");

        Score score = score(0, 100);

        assertThat(score.starts()).containsExactly(1.0, 4.25);
        assertThat(score.completions()).containsExactly(0.5, 0.25);
        assertThat(score.updates()).isEqualTo(2);
        assertThat(score.merged()).isZero();
        assertThat(score.unreported()).isZero();
    }

    @Test
    void anUpdateShownOnlyByTheNextOneIsMerged() {
        seen(1, "r0");
        seen(21, "r3");
        seen(25, "r4");

        Score score = score(0, 100);

        assertThat(score.merged()).isEqualTo(1);
        assertThat(score.unreported()).isZero();
        assertThat(score.completions()).containsExactly(8.0, 1.0);
    }

    @Test
    void anUpdateThatNothingShowsIsUnreported() {
        seen(1, "r0");
        seen(13.5, "r2");
        seen(21, "r3");

        assertThat(score(0, 100).unreported()).isEqualTo(1);
    }

    @Test
    void updatesThatStartOutsideTheMeasuredTimeDoNotCount() {
        seen(30, "r4");

        Score score = score(15, 22);

        assertThat(score.updates()).isEqualTo(1);
        assertThat(score.starts()).containsExactly(10.0);
        assertThat(score.completions()).containsExactly(6.0);
    }
}
