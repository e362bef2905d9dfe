// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.web;

import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutProgress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far one rollout is, as a frame that replaces the one before. Confined to the hub's worker. */
final class RolloutFrames {
    private final int number;
    private Status status = Status.RUNNING;
    private int wave;
    private int waves;
    private @Nullable RolloutProgress progress;
    private @Nullable String message;
    private boolean news;

    /** Frames of a hub's rollout of this number. */
    RolloutFrames(int number) {
        this.number = number;
    }

    /** How a rollout is, as clients are told. */
    enum Status {
        RUNNING,
        /** No further function is begun; what is in flight is finished. */
        HALTED,
        /** Ended, every function as wanted. */
        COMPLETE,
        /** Ended, and not every function is as wanted. */
        INCOMPLETE,
        /** Whoever ran it does so no more. */
        STOPPED
    }

    /** Takes an event; whether clients are to be told at once. */
    boolean take(RolloutEvent event) {
        progress = event.progress();
        news = true;
        if (event instanceof RolloutEvent.WaveStarted started) {
            wave = started.wave().number();
            waves = started.waves();
            return true;
        }
        if (event instanceof RolloutEvent.Halted halted) {
            status = Status.HALTED;
            message = halted.halt().message();
            return true;
        }
        if (event instanceof RolloutEvent.Ended ended) {
            status = ended.summary().isComplete() ? Status.COMPLETE : Status.INCOMPLETE;
            return true;
        }
        return false;
    }

    /** No event will follow; whether that is news. */
    boolean stop() {
        if (isEnded()) {
            return false;
        }
        status = Status.STOPPED;
        news = true;
        return true;
    }

    boolean isEnded() {
        return status.compareTo(Status.HALTED) > 0;
    }

    /** Whether something happened since all were told. */
    boolean hasNews() {
        return news;
    }

    /** All were told. */
    void told() {
        news = false;
    }

    int number() {
        return number;
    }

    Frame frame(Instant at) {
        return new Frame("rollout", null, Json.object(json -> {
            json.writeStringProperty("type", "rollout");
            json.writeNumberProperty("rollout", number);
            json.writeStringProperty("at", ChangeJson.time(at));
            json.writeStringProperty("status", status.name());
            ChangeJson.optional(json, "message", message);
            json.writeNumberProperty("wave", wave);
            json.writeNumberProperty("waves", waves);
            RolloutProgress known = progress;
            if (known != null) {
                json.writeNumberProperty("total", known.total());
                json.writeNumberProperty("done", known.done());
                json.writeNumberProperty("running", known.running());
                json.writeNumberProperty("failed", known.failed());
                Duration eta = known.eta();
                if (eta != null) {
                    json.writeNumberProperty("etaSeconds", eta.toMillis() / 1000.0);
                }
            }
        }));
    }
}
