// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyStateTest {
    private final KeyState<String, Reading, Reading, String> key = new KeyState<>("key", 0);

    @Test
    void lastFourRevisionsAreKnownAsSuperseded() {
        for (String revision : List.of("a", "b", "c", "d", "e")) {
            key.superseded(revision);
        }
        assertThat(key.isSuperseded("a")).isFalse();
        for (String revision : List.of("b", "c", "d", "e")) {
            assertThat(key.isSuperseded(revision)).isTrue();
        }
        assertThat(key.isSuperseded("f")).isFalse();
    }

    @Test
    void revisionThatComesAgainTakesOnePlace() {
        for (String revision : List.of("a", "b", "c", "d", "a", "a")) {
            key.superseded(revision);
        }
        for (String revision : List.of("a", "b", "c", "d")) {
            assertThat(key.isSuperseded(revision)).isTrue();
        }
        key.superseded("e"); // drops b, the oldest now
        assertThat(key.isSuperseded("b")).isFalse();
        assertThat(key.isSuperseded("a")).isTrue();
    }

    @Test
    void noRevisionIsNeverSuperseded() {
        assertThat(key.isSuperseded(null)).isFalse();
        assertThat(key.isSuperseded("a")).isFalse();
        key.superseded(null);
        assertThat(key.isSuperseded(null)).isFalse();
    }

    @Test
    void flagCandidateOrFailureMakesASuspect() {
        assertThat(key.isSuspect()).isFalse();
        key.flagged = true;
        assertThat(key.isSuspect()).isTrue();
        key.flagged = false;
        key.failures = 1;
        assertThat(key.isSuspect()).isTrue();
        key.failures = 0;
        key.candidate = Reading.ABSENT;
        assertThat(key.isSuspect()).isTrue();
    }
}
