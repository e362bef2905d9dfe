// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How long a key, a listing or the service is left alone after failures in a row. */
class BackoffTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void doublesUpToHalfAMinute() {
        assertThat(LongStream.rangeClosed(1, 8).map(failures -> PollLoop.backoff((int) failures) / SECOND))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(PollLoop.backoff(Byte.MAX_VALUE)).isEqualTo(30 * SECOND);
    }

    @Test
    void isSpreadByAFifthToEitherSide() {
        assertThat(IntStream.range(-500, 500).mapToLong(salt -> PollLoop.spread(10 * SECOND, salt)))
                .allMatch(spread -> spread >= 8 * SECOND && spread < 12 * SECOND)
                .anyMatch(spread -> spread < 8 * SECOND + SECOND / 10)
                .anyMatch(spread -> spread > 12 * SECOND - SECOND / 10)
                .doesNotHaveDuplicates();
    }
}
