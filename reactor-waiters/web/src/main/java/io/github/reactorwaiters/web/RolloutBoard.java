// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.rollout.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.Scheduler;

/** The rollouts that run, and when clients are told of them. Confined to the hub's worker. */
final class RolloutBoard {
    /** A rollout has some ten events a function; clients are told the sum of them. */
    static final Duration EVERY = Duration.ofMillis(250);

    private final Audience audience;
    private final Scheduler clock;
    private final Set<RolloutFrames> running = new LinkedHashSet<>();
    private final AtomicInteger opened = new AtomicInteger();

    RolloutBoard(Audience audience, Scheduler clock) {
        this.audience = audience;
        this.clock = clock;
    }

    /** A rollout that begins; from any thread. */
    RolloutFrames open() {
        return new RolloutFrames(opened.incrementAndGet());
    }

    void take(RolloutFrames rollout, RolloutEvent event) {
        boolean urgent = rollout.take(event);
        running.add(rollout);
        if (urgent) {
            tell(rollout);
        }
    }

    /** No event will follow. */
    void stop(RolloutFrames rollout) {
        if (running.contains(rollout) && rollout.stop()) {
            tell(rollout);
        }
        running.remove(rollout);
    }

    /** Tells of what happened since the last time. */
    void tell() {
        List.copyOf(running).stream().filter(RolloutFrames::hasNews).forEach(this::tell);
    }

    /** Tells a client of what runs; what ended before it came is no news. */
    void greet(ClientSession session) {
        running.stream()
                .filter(rollout -> !rollout.isEnded())
                .forEach(rollout -> session.notice(subject(rollout), rollout.frame(now())));
    }

    private void tell(RolloutFrames rollout) {
        Frame frame = rollout.frame(now());
        rollout.told();
        audience.each(session -> session.notice(subject(rollout), frame));
    }

    private static String subject(RolloutFrames rollout) {
        return "rollout " + rollout.number();
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.now(TimeUnit.MILLISECONDS));
    }
}
