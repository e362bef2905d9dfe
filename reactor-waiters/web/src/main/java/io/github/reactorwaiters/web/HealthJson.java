// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.budget.PoolStatus;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.poll.EngineStatus;
import java.time.Instant;
import tools.jackson.core.JsonGenerator;

/** A watcher's health as members of an object. */
final class HealthJson {
    private static final int LONGEST_CAUSE = 300;

    private HealthJson() {}

    static void members(JsonGenerator json, WatcherHealth health) {
        json.writeStringProperty("status", health.status().name());
        Throwable cause = health.cause();
        if (cause != null) {
            json.writeStringProperty("cause", shortened(cause));
        }
        Instant since = health.since();
        if (since != null) {
            json.writeStringProperty("since", ChangeJson.time(since));
        }
        engine(json, health.engine());
        json.writeArrayPropertyStart("pools");
        health.pools().forEach(pool -> pool(json, pool));
        json.writeEndArray();
    }

    private static void engine(JsonGenerator json, EngineStatus engine) {
        json.writeObjectPropertyStart("engine");
        json.writeNumberProperty("functions", engine.keys());
        json.writeNumberProperty("inTransition", engine.running());
        json.writeNumberProperty("inFlight", engine.inFlight());
        json.writeNumberProperty("calls", engine.calls());
        json.writeNumberProperty("throttled", engine.throttled());
        json.writeNumberProperty("failed", engine.failed());
        json.writeNumberProperty("changes", engine.changes());
        json.writeEndObject();
    }

    private static void pool(JsonGenerator json, PoolStatus pool) {
        json.writeStartObject();
        json.writeStringProperty("name", pool.name());
        json.writeNumberProperty("quota", pool.quota());
        json.writeNumberProperty("ceiling", pool.ceiling());
        json.writeNumberProperty("rate", pool.rate());
        json.writeNumberProperty("acquired", pool.acquired());
        json.writeNumberProperty("throttled", pool.throttled());
        json.writeEndObject();
    }

    private static String shortened(Throwable cause) {
        String text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String line = text.replaceAll("\\s+", " ");
        return line.length() > LONGEST_CAUSE ? line.substring(0, LONGEST_CAUSE) + "…" : line;
    }
}
