// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BestTest {
    private static KeyState<String, Reading, Reading, String> key(int name, long lastReading) {
        KeyState<String, Reading, Reading, String> key = new KeyState<>("key" + name, 0);
        key.lastReading = lastReading;
        return key;
    }

    @Test
    void bestAreTheFirstOfAFullSort() {
        Random random = new Random(1);
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(40);
            Best<String, Reading, Reading, String> best = new Best<>(count);
            List<Offered> all = new ArrayList<>();
            int cut = 1 + random.nextInt(count);
            int fleet = random.nextInt(200);
            for (int i = 0; i < fleet; i++) {
                Offered offered = new Offered(key(i, i * 7919L % 1_009), random.nextInt(20) - 3); // many ties
                best.offer(offered.key, offered.value);
                if (offered.value > 0) {
                    all.add(offered);
                }
            }
            all.sort(Comparator.comparingDouble(Offered::value).reversed().thenComparingLong(offered -> offered.key
                    .lastReading));
            assertThat(best.inOrder().stream()
                            .map(key -> new Offered(key, key.value))
                            .toList())
                    .isEqualTo(all.subList(0, Math.min(count, all.size())));
            best.keep(cut);
            assertThat(best.least()).isEqualTo(all.size() < cut ? 0 : all.get(cut - 1).value);
            assertThat(best.inOrder().stream()
                            .map(key -> new Offered(key, key.value))
                            .toList())
                    .isEqualTo(all.subList(0, Math.min(cut, all.size())));
        }
    }

    private record Offered(KeyState<String, Reading, Reading, String> key, float value) {}

    @Test
    void ofEqualValuesThoseUnreadForLongestWin() {
        Best<String, Reading, Reading, String> best = new Best<>(2);
        KeyState<String, Reading, Reading, String> old = key(1, 10);
        KeyState<String, Reading, Reading, String> older = key(2, 5);
        KeyState<String, Reading, Reading, String> young = key(3, 50);
        best.offer(old, 1);
        best.offer(young, 1);
        best.offer(older, 1);

        assertThat(best.inOrder()).containsExactly(older, old);
    }

    @Test
    void whatIsNotAboveZeroOrNotANumberIsLeftOut() {
        Best<String, Reading, Reading, String> best = new Best<>(10);
        best.offer(key(1, 0), 0);
        best.offer(key(2, 0), -1);
        best.offer(key(3, 0), Double.NaN);

        assertThat(best.inOrder()).isEmpty();
    }
}
