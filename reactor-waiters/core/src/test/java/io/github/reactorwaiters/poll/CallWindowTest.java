// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallWindowTest {
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long START = -5 * STEP; // a clock may say anything

    private final AtomicInteger inFlight = new AtomicInteger();
    private final CallWindow window = new CallWindow(8, inFlight);

    @Test
    void beginsWithOneCall() {
        assertThat(fill(START)).isEqualTo(1);
        assertThat(window.isFull()).isTrue();
        assertThat(window.isEmpty()).isFalse();
        assertThat(inFlight).hasValue(1);
    }

    @Test
    void doublesWithEachRoundOfAnswers() {
        int made = fill(START);
        for (int expected : new int[] {2, 4, 8, 8}) {
            for (int i = 0; i < made; i++) {
                window.answered(START + 1);
            }
            assertThat(window.isEmpty()).isTrue();
            made = fill(START + 1);
            assertThat(made).isEqualTo(expected);
        }
    }

    @Test
    void widensByOneInATenthOfASecondWithoutAnswers() {
        fill(START);
        assertThat(window.hasRoom(START + STEP - 1)).isFalse();
        for (int i = 1; i < 8; i++) {
            assertThat(window.widensAt()).isEqualTo(START + i * STEP);
            assertThat(fill(START + i * STEP)).isEqualTo(1);
        }
        assertThat(window.widensAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(fill(Long.MAX_VALUE - 1)).isZero();
    }

    @Test
    void abortedCallTeachesNothing() {
        fill(START);
        window.aborted();
        assertThat(window.widensAt()).isEqualTo(Long.MAX_VALUE);
        assertThat(fill(START + STEP)).isEqualTo(1);
        assertThat(window.widensAt()).isEqualTo(START + 2 * STEP);
    }

    @Test
    void oneCallAtATimeStaysOne() {
        CallWindow single = new CallWindow(1, new AtomicInteger());
        single.made(START);
        single.answered(START);
        single.made(START);
        assertThat(single.hasRoom(START + 9 * STEP)).isFalse();
    }

    private int fill(long now) {
        int made = 0;
        while (window.hasRoom(now)) {
            window.made(now);
            made++;
        }
        return made;
    }
}
