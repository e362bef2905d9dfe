// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.WatcherHealth;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** Settings of a {@link ChangeHub}. Not thread-safe; a started hub does not change with its builder. */
public final class ChangeHubBuilder {
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    final Flux<FunctionStateChange> changes;
    final Supplier<WatcherHealth> health;
    int recentChanges = 10_000;
    int maxClients = 2_000;
    int messagesPerSecond = 10;
    Duration batch = Duration.ofMillis(50);
    Duration stall = Duration.ofSeconds(30);
    Duration ping = Duration.ofSeconds(15);
    Duration stats = Duration.ofSeconds(1);

    @Nullable
    Scheduler scheduler;

    @Nullable
    StreamStart start;

    ChangeHubBuilder(Flux<FunctionStateChange> changes, Supplier<WatcherHealth> health) {
        this.changes = Objects.requireNonNull(changes, "changes");
        this.health = Objects.requireNonNull(health, "health");
    }

    /** How many recent changes are kept for clients that come back, and for timelines, 1 to 1,000,000. Default: 10,000, about 15 MB. */
    public ChangeHubBuilder recentChanges(int count) {
        this.recentChanges = requireWithin("recentChanges", count, 1_000_000);
        return this;
    }

    /** Most clients at a time, 1 to 100,000. Default: 2,000. */
    public ChangeHubBuilder maxClients(int count) {
        this.maxClients = requireWithin("maxClients", count, 100_000);
        return this;
    }

    /** Most messages that a client may send in a second, 1 to 1,000. Default: 10. */
    public ChangeHubBuilder messagesPerSecond(int count) {
        this.messagesPerSecond = requireWithin("messagesPerSecond", count, 1_000);
        return this;
    }

    /**
     * How long changes are gathered before they go out together, up to 1 s; zero: not at all, the least delay where clients
     * are few. With many clients the last one then gets a change little later than the first, measured by what all wait.
     * Default: 50 ms, as often as the dashboard draws.
     */
    public ChangeHubBuilder batchInterval(Duration interval) {
        Objects.requireNonNull(interval, "interval");
        if (interval.isNegative() || interval.compareTo(LONGEST_BATCH) > 0) {
            throw new IllegalArgumentException("batchInterval must be 0 to " + LONGEST_BATCH + ": " + interval);
        }
        this.batch = interval;
        return this;
    }

    /** After how long a client that takes nothing is closed. Default: 30 s. */
    public ChangeHubBuilder stallTimeout(Duration stall) {
        this.stall = requireLongEnough("stallTimeout", stall);
        return this;
    }

    /** How often each client gets a {@code ping}. Default: 15 s. */
    public ChangeHubBuilder pingInterval(Duration interval) {
        this.ping = requireLongEnough("pingInterval", interval);
        return this;
    }

    /** How often each client gets a {@code stats} frame. Default: 1 s. */
    public ChangeHubBuilder statsInterval(Duration interval) {
        this.stats = requireLongEnough("statsInterval", interval);
        return this;
    }

    /** One worker of it does the work, its clock tells the time. Default: {@code Schedulers.parallel()}. */
    public ChangeHubBuilder scheduler(Scheduler scheduler) {
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        return this;
    }

    /** Goes on with a stream that there was before; the changes begin after its head. Default: a new stream. */
    public ChangeHubBuilder startingFrom(StreamStart start) {
        this.start = Objects.requireNonNull(start, "start");
        return this;
    }

    /** Starts to watch, whether there are clients or not. Close the hub to stop. */
    public ChangeHub start() {
        return ChangeHub.start(this);
    }

    private static int requireWithin(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " must be 1 to " + most + ": " + value);
        }
        return value;
    }

    private static Duration requireLongEnough(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be at least " + SHORTEST + ", at most " + LONGEST + ": " + value);
        }
        return value;
    }
}
