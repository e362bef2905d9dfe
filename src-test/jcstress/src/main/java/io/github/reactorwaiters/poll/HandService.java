// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.poll;

import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.pace.Load;
import io.github.reactorwaiters.pace.Observed;
import io.github.reactorwaiters.pace.Pace;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A service that answers when it is told to, has permits for everybody and lists nothing. A poll is made on a hint only. */
final class HandService implements Probe<String, String>, Listing<String, String>, Pace {
    private final Queue<MonoSink<Outcome<String>>> calls = new ConcurrentLinkedQueue<>();
    private final PermitPool pool;

    HandService(SchedulerClock clock) {
        this.pool = new PermitPool("plenty", 1, 1, clock, new Plenty());
    }

    private static final class Plenty implements PermitSource {
        @Override
        public int take(int atMost) {
            return atMost;
        }

        @Override
        public long nanosToNext() {
            return 0;
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {}

        @Override
        public long available() {
            return 1;
        }

        @Override
        public double rate() {
            return 1;
        }
    }

    PollEngine<String, String, String, String> engine(SchedulerClock clock) {
        EngineSettings settings = new EngineSettings(10, 1, false, Duration.ofDays(1));
        return new PollEngine<>(
                new TextModel(), new PollEngine.Service<>(this, this, this, settings), clock, clock::worker);
    }

    /** Answers the call that waits longest, if there is one. */
    void answer(String state) {
        MonoSink<Outcome<String>> call = calls.poll();
        if (call != null) {
            call.success(new Outcome.Seen<>(state));
        }
    }

    /** Calls that were made, and neither answered nor aborted. */
    int calls() {
        return calls.size();
    }

    @Override
    public PermitPool pool(String key) {
        return pool;
    }

    @Override
    public Mono<Outcome<String>> read(String key) {
        return Mono.create(sink -> {
            calls.add(sink);
            sink.onCancel(() -> calls.remove(sink));
        });
    }

    @Override
    public PermitPool pool() {
        return pool;
    }

    @Override
    public Mono<Outcome<Page<String>>> page(@Nullable String marker) {
        return Mono.never();
    }

    @Override
    public String key(String row) {
        return row;
    }

    @Override
    public double value(Observed key, Load load, long now) {
        return 0;
    }

    @Override
    public long worthwhileAt(Observed key, double least, Load load, long now) {
        return Long.MAX_VALUE;
    }
}
