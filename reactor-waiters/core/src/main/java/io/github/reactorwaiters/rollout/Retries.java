// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.CallFailedException;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Makes a step again after trouble that passes, from what the function is by then. */
final class Retries {
    /** How often a step is made again: over a minute, as the pauses double. */
    static final int MOST = 8;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private Retries() {}

    /**
     * What follows {@code error}: after a pause, and once the function may be updated, {@code step} with what it reads as
     * then. Fails with {@code error} if that does not pass, and with {@link ConcurrentChangeException} if the function has
     * code of somebody else.
     */
    static Mono<Void> again(FunctionState function, Throwable error, int attempt, Function<Reading, Mono<Void>> step) {
        if (!passes(error, attempt)) {
            return Mono.error(error);
        }
        RunContext run = function.run;
        return run.gates()
                .unlessStopped(run.delay(pause(attempt))
                        .then(run.watcher().awaitUpdatable(function.name()))
                        .then(run.read(function.name())))
                .flatMap(reading -> function.isForeign(reading)
                        ? Mono.error(function.changedBySomebodyElse("code", reading.codeSha256()))
                        : step.apply(reading));
    }

    /** Whether the same call may have success later. */
    static boolean passes(Throwable error, int attempt) {
        return attempt < MOST
                && error instanceof CallFailedException failed
                && switch (failed.kind()) {
                    case CONFLICT, STALE_REVISION, UNCERTAIN, CREDENTIALS -> true;
                    case NOT_FOUND, DENIED, INVALID -> false;
                };
    }

    static Duration pause(int attempt) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << attempt);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
