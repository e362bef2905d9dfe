// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One key, read as the engine does it, and what its pace is told of it. Times are seconds since the epoch. */
final class Lesson {
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SchedulerClock clock = new SchedulerClock(() -> time);
    private final ToldPace pace = new ToldPace();
    final Counters counters = new Counters();

    /** What is to be run a second later. */
    final List<Runnable> later = new ArrayList<>();

    final Learning<String, Reading, Reading, String> learning =
            new Learning<>(new ReadingModel(), pace, clock, counters, later::add);
    final KeyState<String, Reading, Reading, String> key = new KeyState<>("key", 0);

    static Instant second(double second) {
        return Instant.ofEpochMilli(Math.round(second * 1_000));
    }

    /** Now, on the engine's clock. */
    long at(double second) {
        time.advanceTimeTo(second(second));
        return clock.nanos();
    }

    void read(double second, Reading reading) {
        long now = at(second);
        learning.read(key, reading, now);
        key.phase = reading.phase();
        key.last = reading;
        key.lastReading = now;
    }

    void announce(double second) {
        learning.announced(key, "code", at(second));
        key.phase = Phase.RUNNING;
    }

    double start() {
        return key.start / 1e9;
    }

    List<String> told() {
        return pace.lines;
    }
}
