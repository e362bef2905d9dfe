// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import java.util.concurrent.TimeUnit;

/** How late the loop's timer fired at most, of late: the longest in 10 to 20 s. Written on the worker, read by any thread. */
final class LoopLag {
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(10);

    private volatile Window window = new Window(0, 0, 0);

    /** The longest lag since {@code start}, and the longest of the window before. */
    private record Window(long start, long longest, long before) {
        Window at(long now) {
            long age = now - start;
            return age < WINDOW ? this : new Window(now, 0, age < 2 * WINDOW ? longest : 0);
        }
    }

    /** The timer that was to fire at {@code due} fired {@code now}. */
    void fired(long due, long now) {
        Window open = window.at(now);
        window = now - due > open.longest ? new Window(open.start, now - due, open.before) : open;
    }

    /** The longest of late, in nanoseconds. */
    long longest(long now) {
        Window open = window.at(now);
        return Math.max(open.longest, open.before);
    }
}
