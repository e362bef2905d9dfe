// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.util.ArrayDeque;
import java.util.Deque;

/** At most so many messages in any second. Not thread-safe. */
final class MessageRate {
    private final int most;
    private final Deque<Long> lastSecond = new ArrayDeque<>();

    MessageRate(int most) {
        this.most = most;
    }

    boolean allows(long nowMillis) {
        while (!lastSecond.isEmpty() && nowMillis - lastSecond.getFirst() >= 1_000) {
            lastSecond.removeFirst();
        }
        if (lastSecond.size() >= most) {
            return false;
        }
        lastSecond.addLast(nowMillis);
        return true;
    }
}
