// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** Frames that tell of the server, not of a function. Confined to the hub's worker. */
final class Notices {
    private final ChangeHub hub;
    private final Audience audience;
    private final Scheduler clock;

    Notices(ChangeHub hub, Audience audience, Scheduler clock) {
        this.hub = hub;
        this.audience = audience;
        this.clock = clock;
    }

    void sendStats() {
        if (!audience.isEmpty()) {
            Frame stats = stats(audience.size(), hub.conflated());
            audience.each(session -> session.notice(stats));
        }
    }

    void sendPings() {
        Frame plain = ping(null);
        Frame positioned = ping(Position.at(hub.history().head()).in(hub.stream()));
        audience.each(session -> session.notice(session.isUpToDate() ? positioned : plain));
    }

    /** Health and budget. */
    private Frame stats(int clients, long conflated) {
        return new Frame("stats", null, Json.object(json -> {
            json.writeStringProperty("type", "stats");
            json.writeStringProperty("at", now());
            HealthJson.members(json, hub.health());
            json.writeObjectPropertyStart("clients");
            json.writeNumberProperty("connected", clients);
            json.writeNumberProperty("conflated", conflated);
            json.writeEndObject();
        }));
    }

    private Frame ping(@Nullable String id) {
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
