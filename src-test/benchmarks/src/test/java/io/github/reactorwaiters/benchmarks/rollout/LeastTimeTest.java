// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeastTimeTest {
    private static final LeastTime.Quota TWO_THEN_ONE_A_SECOND = new LeastTime.Quota(1, 2);

    @Test
    void longestFirstIsTheLeastOfAllOrders() {
        SplittableRandom random = new SplittableRandom(1);
        for (int fleet = 0; fleet < 50; fleet++) {
            List<Duration> durations = Stream.generate(() -> Duration.ofMillis(random.nextInt(8_000)))
                    .limit(1 + fleet % 6)
                    .toList();
            double least = orders(durations).stream()
                    .mapToDouble(LeastTimeTest::play)
                    .min()
                    .orElseThrow();

            LeastTime time = LeastTime.of(durations, 1, TWO_THEN_ONE_A_SECOND);

            assertThat(time.anyOrderSeconds()).as("of %s", durations).isCloseTo(least, within(1e-9));
            assertThat(time.givenOrderSeconds()).as("of %s", durations).isCloseTo(play(durations), within(1e-9));
        }
    }

    @Test
    void allCallsTakeTheirTurn() {
        LeastTime time = LeastTime.of(List.of(Duration.ofSeconds(1), Duration.ZERO), 3, TWO_THEN_ONE_A_SECOND);

        assertThat(time).isEqualTo(new LeastTime(4, 4));
    }

    @Test
    void anUpdateThatTakesLongerThanAllCallsIsWaitedFor() {
        LeastTime time = LeastTime.of(List.of(Duration.ZERO, Duration.ofSeconds(9)), 3, TWO_THEN_ONE_A_SECOND);

        assertThat(time).isEqualTo(new LeastTime(9, 9));
    }

    /** docs/benchmarks.md tells these figures. */
    @Test
    void thePublishedFleetHasItsLeastTimes() {
        List<Duration> durations = Account.durations(1_000, 1, 1);

        LeastTime update = LeastTime.of(durations, 1, LeastTime.Quota.AWS);
        LeastTime release = LeastTime.of(durations, 3, LeastTime.Quota.AWS);

        assertThat(update.anyOrderSeconds()).isEqualTo(89.9, within(0.05));
        assertThat(update.givenOrderSeconds()).isEqualTo(151.0, within(0.05));
        assertThat(release.anyOrderSeconds()).isEqualTo(199.0, within(0.05));
        assertThat(release.givenOrderSeconds()).isEqualTo(199.0, within(0.05));
    }

    /** Begins an update whenever the bucket has a token, in this order, and tells when the last is over: no formula. */
    private static double play(List<Duration> durations) {
        Deque<Duration> waiting = new ArrayDeque<>(durations);
        double over = 0;
        int tokens = 2;
        for (int second = 0; !waiting.isEmpty(); second++) {
            while (tokens > 0 && !waiting.isEmpty()) {
                tokens--;
                over = Math.max(over, second + waiting.remove().toMillis() / 1e3);
            }
            tokens = Math.min(2, tokens + 1);
        }
        return over;
    }

    private static List<List<Duration>> orders(List<Duration> durations) {
        if (durations.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Duration>> orders = new ArrayList<>();
        for (int first = 0; first < durations.size(); first++) {
            List<Duration> rest = new ArrayList<>(durations);
            Duration begun = rest.remove(first);
            for (List<Duration> order : orders(rest)) {
                List<Duration> whole = new ArrayList<>(List.of(begun));
                whole.addAll(order);
                orders.add(whole);
            }
        }
        return orders;
    }
}
