// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.rollout.FunctionResult;
import io.github.reactorwaiters.rollout.Halt;
import io.github.reactorwaiters.rollout.PlannedFunction;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutPlan;
import io.github.reactorwaiters.rollout.RolloutProgress;
import io.github.reactorwaiters.rollout.RolloutStep;
import io.github.reactorwaiters.rollout.RolloutSummary;
import io.github.reactorwaiters.rollout.Wave;
import io.github.reactorwaiters.web.ChangeJson;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Rollouts as JSON, an object a line. What does not apply is left out; durations are seconds. */
final class RolloutJson {
    private RolloutJson() {}

    static String line(RolloutPlan plan) {
        return ResultJson.object(json -> {
            json.writeStringProperty("event", "PLAN");
            json.writeArrayPropertyStart("waves");
            for (Wave wave : plan.waves()) {
                json.writeNumber(wave.targets().size());
            }
            json.writeEndArray();
            json.writeNumberProperty("unchanged", plan.unchanged());
            json.writeNumberProperty("controlPlaneCalls", plan.controlPlaneCalls());
            json.writeNumberProperty("getFunctionCalls", plan.getFunctionCalls());
            seconds(json, "leastSeconds", plan.leastTime());
            json.writeArrayPropertyStart("functions");
            for (PlannedFunction function : plan.functions()) {
                json.writeStartObject();
                json.writeStringProperty("function", function.function().value());
                json.writeNumberProperty("wave", function.wave());
                json.writeArrayPropertyStart("steps");
                for (RolloutStep step : function.steps()) {
                    json.writeString(step.name());
                }
                json.writeEndArray();
                ChangeJson.optional(json, "trouble", function.trouble());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static String line(RolloutEvent event) {
        return ResultJson.object(json -> {
            if (event instanceof RolloutEvent.WaveStarted started) {
                wave(json, "WAVE_STARTED", started.wave(), started.waves());
            } else if (event instanceof RolloutEvent.WaveEnded ended) {
                wave(json, "WAVE_ENDED", ended.wave(), ended.waves());
            } else if (event instanceof RolloutEvent.StepStarted step) {
                json.writeStringProperty("event", "STEP");
                json.writeStringProperty("function", step.function().value());
                json.writeNumberProperty("wave", step.wave());
                json.writeStringProperty("step", step.step().name());
            } else if (event instanceof RolloutEvent.FunctionEnded ended) {
                json.writeStringProperty("event", "FUNCTION");
                result(json, ended.result());
            } else if (event instanceof RolloutEvent.Halted halted) {
                json.writeStringProperty("event", "HALTED");
                halt(json, halted.halt());
            } else if (event instanceof RolloutEvent.Ended ended) {
                json.writeStringProperty("event", "SUMMARY");
                summary(json, ended.summary());
            }
            json.writeStringProperty("at", ChangeJson.time(event.at()));
            progress(json, event.progress());
        });
    }

    private static void wave(JsonGenerator json, String event, Wave wave, int waves) {
        json.writeStringProperty("event", event);
        json.writeNumberProperty("wave", wave.number());
        json.writeNumberProperty("waves", waves);
        json.writeNumberProperty("functions", wave.targets().size());
    }

    private static void result(JsonGenerator json, FunctionResult result) {
        RolloutStep step = result.step();
        json.writeStringProperty("function", result.function().value());
        json.writeNumberProperty("wave", result.wave());
        json.writeStringProperty("outcome", result.outcome().name());
        ChangeJson.optional(json, "step", step == null ? null : step.name());
        ChangeJson.optional(json, "oldVersion", result.oldVersion());
        ChangeJson.optional(json, "newVersion", result.newVersion());
        ChangeJson.optional(json, "codeSha256", result.codeSha256());
        ChangeJson.optional(json, "reason", result.reason());
        ChangeJson.optional(json, "reasonCode", result.reasonCode());
        json.writeObjectPropertyStart("seconds");
        result.timeSpent().forEach((entered, time) -> seconds(json, entered.name(), time));
        json.writeEndObject();
    }

    private static void summary(JsonGenerator json, RolloutSummary summary) {
        halt(json, summary.halt());
        seconds(json, "elapsedSeconds", summary.elapsed());
        json.writeArrayPropertyStart("functions");
        for (FunctionResult result : summary.results()) {
            json.writeStartObject();
            result(json, result);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void halt(JsonGenerator json, @Nullable Halt halt) {
        if (halt != null) {
            json.writeStringProperty("halt", halt.cause().name());
            json.writeStringProperty("message", halt.message());
        }
    }

    private static void progress(JsonGenerator json, RolloutProgress progress) {
        Duration eta = progress.eta();
        json.writeObjectPropertyStart("progress");
        json.writeNumberProperty("total", progress.total());
        json.writeNumberProperty("done", progress.done());
        json.writeNumberProperty("running", progress.running());
        json.writeNumberProperty("failed", progress.failed());
        if (eta != null) {
            seconds(json, "etaSeconds", eta);
        }
        json.writeEndObject();
    }

    private static void seconds(JsonGenerator json, String name, Duration time) {
        json.writeNumberProperty(name, time.toMillis() / 1000.0);
    }
}
