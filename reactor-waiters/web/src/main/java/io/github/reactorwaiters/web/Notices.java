// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.lambda.WatcherHealth;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** Frames that tell of the server, not of a function. Confined to the hub's worker. */
final class Notices {
    private final Supplier<WatcherHealth> health;
    private final Scheduler clock;

    Notices(Supplier<WatcherHealth> health, Scheduler clock) {
        this.health = health;
        this.clock = clock;
    }

    /** Health and budget. */
    Frame stats(int clients, long conflated) {
        return new Frame("stats", null, Json.object(json -> {
            json.writeStringProperty("type", "stats");
            json.writeStringProperty("at", now());
            HealthJson.members(json, health.get());
            json.writeObjectPropertyStart("clients");
            json.writeNumberProperty("connected", clients);
            json.writeNumberProperty("conflated", conflated);
            json.writeEndObject();
        }));
    }

    Frame ping(@Nullable String id) {
        return new Frame("ping", id, Json.object(json -> {
            json.writeStringProperty("type", "ping");
            json.writeStringProperty("at", now());
            ChangeJson.optional(json, "id", id);
        }));
    }

    /** The answer to a position that is still held. */
    static Frame resumed(String stream, long head) {
        return new Frame("resumed", null, Json.object(json -> {
            json.writeStringProperty("type", "resumed");
            json.writeStringProperty("stream", stream);
            json.writeNumberProperty("seq", head);
        }));
    }

    private String now() {
        return ChangeJson.time(Instant.ofEpochMilli(clock.now(TimeUnit.MILLISECONDS)));
    }
}
