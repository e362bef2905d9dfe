// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.pace.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
    void keyIsQuietOnceEachWhoWaitsWasShownItsState() {
        key.phase = Phase.SETTLED;
        key.last = Reading.settled("a", null);
        assertThat(key.isQuiet()).as("nobody waits").isTrue();

        Wait<String, Reading, Reading, String> first = waiting();
        assertThat(key.isQuiet()).as("not shown anything").isFalse();
        first.read(key.last, false, 1);
        assertThat(key.isQuiet()).as("shown by a call from before the wait").isFalse();
        first.read(key.last, false, 2);
        assertThat(key.isQuiet()).isTrue();

        Wait<String, Reading, Reading, String> second = waiting();
        assertThat(key.isQuiet()).as("the second was not shown anything").isFalse();
        second.read(key.last, false, 2);
        assertThat(key.isQuiet()).isTrue();

        key.last = Reading.settled("b", null);
        assertThat(key.isQuiet()).as("shown another state").isFalse();

        key.last = Reading.ABSENT;
        first.read(key.last, true, 3);
        second.read(key.last, true, 3);
        assertThat(key.isQuiet()).as("not shown: the next reading decides").isFalse();
    }

    @SuppressWarnings("NullAway") // neither the engine nor the subscriber is asked for anything
    private Wait<String, Reading, Reading, String> waiting() {
        Wait<String, Reading, Reading, String> wait = new Wait<>(null, "key", new NeverThere(), null);
        wait.begin(1, 1, Long.MAX_VALUE);
        wait.next = key.waiting;
        key.waiting = wait;
        return wait;
    }

    private static final class NeverThere implements Awaited<Reading> {
        @Override
        public boolean isReached(Reading state) {
            return false;
        }

        @Override
        public Throwable timedOut(@Nullable Reading last) {
            return new AssertionError();
        }

        @Override
        public Throwable rejected(Throwable rejection) {
            return new AssertionError();
        }

        @Override
        public Throwable closed() {
            return new AssertionError();
        }
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
