// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.ControlPlane;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import java.time.Duration;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;

/**
 * What the functions of one run share. Thread-safe.
 *
 * @param settings what the rollout is to do
 * @param calls makes the calls that change something
 * @param gates hold the run back
 * @param log is told what happens
 */
record RunContext(RolloutSettings settings, ControlPlane calls, Gates gates, RunLog log) {
    FunctionWatcher watcher() {
        return settings.watcher();
    }

    Release release() {
        return settings.release();
    }

    RolloutJournal journal() {
        return settings.journal();
    }

    SchedulerClock clock() {
        return watcher().budget().clock();
    }

    /** Completes after {@code pause}, with a value. */
    Mono<Long> delay(Duration pause) {
        return Mono.delay(pause, clock().scheduler());
    }

    /** The function, with the version that its alias points to if the release has one. */
    Mono<Reading> read(FunctionName function) {
        return reader().read(function, release().alias());
    }

    /** The version that an alias points to; empty if there is no such alias. */
    Mono<FunctionConfiguration> readAlias(FunctionName function, String alias) {
        return reader().readAlias(function, alias);
    }

    private FunctionReader reader() {
        return new FunctionReader(watcher().controlPlane(), clock().scheduler(), FunctionReader.PATIENT);
    }
}
