// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DueQueueTest {
    @Test
    void agreesWithASortedMapUnderRandomUse() {
        Random random = new Random(7);
        DueQueue<KeyState<Integer, String, String, String>> queue = new DueQueue<>();
        TreeMap<Long, KeyState<Integer, String, String, String>> expected = new TreeMap<>();
        List<KeyState<Integer, String, String, String>> keys = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            keys.add(new KeyState<>(i, 0, 0));
        }
        for (int step = 0; step < 20_000; step++) {
            var key = keys.get(random.nextInt(keys.size()));
            expected.remove(key.dueAt, key);
            if (random.nextInt(3) == 0) {
                queue.remove(key);
                queue.remove(key); // a second time does nothing
            } else {
                key.dueAt = random.nextInt(1_000) * 1_000L + key.key; // unique
                queue.put(key);
                expected.put(key.dueAt, key);
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.first())
                    .isSameAs(expected.isEmpty() ? null : expected.firstEntry().getValue());
        }
    }
}
