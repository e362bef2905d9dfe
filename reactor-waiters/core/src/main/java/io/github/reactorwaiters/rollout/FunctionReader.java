// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.lambda.CallFailedException.Kind;
import io.github.reactorwaiters.lambda.ControlPlane;
import io.github.reactorwaiters.lambda.FunctionName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.services.lambda.model.FunctionCodeLocation;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/**
 * Reads functions by GetFunction. Immutable.
 *
 * @param calls makes the calls
 * @param timer waits
 * @param again how often a reading is made again after trouble that passes
 */
record FunctionReader(ControlPlane calls, Scheduler timer, int again) {
    /** Over a minute and a half, as the pauses double. */
    static final int PATIENT = 8;

    /** The function, with the version that {@code alias} points to unless that is null. */
    Mono<Reading> read(FunctionName function, @Nullable String alias) {
        Mono<Reading> latest = get(function).map(answer -> new Reading(answer.configuration(), image(answer), null));
        return alias == null
                ? latest
                : latest.flatMap(reading -> readAlias(function, alias)
                        .map(version -> new Reading(reading.latest(), reading.image(), version))
                        .defaultIfEmpty(reading));
    }

    /** The version that an alias points to; empty if there is no such alias. */
    Mono<FunctionConfiguration> readAlias(FunctionName function, String alias) {
        return get(function.withQualifier(alias))
                .map(GetFunctionResponse::configuration)
                .onErrorResume(FunctionReader::isAbsent, error -> Mono.empty());
    }

    static boolean isAbsent(Throwable error) {
        return error instanceof CallFailedException failed && failed.kind() == Kind.NOT_FOUND;
    }

    private Mono<GetFunctionResponse> get(FunctionName function) {
        return calls.get(function)
                .filter(FunctionReader::hasConfiguration)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("GetFunction told no configuration")))
                .retryWhen(Retry.backoff(again, Duration.ofMillis(500))
                        .maxBackoff(Duration.ofSeconds(30))
                        .scheduler(timer)
                        .filter(FunctionReader::passes)
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    private static boolean passes(Throwable error) {
        return !(error instanceof CallFailedException failed)
                || failed.kind() == Kind.UNCERTAIN
                || failed.kind() == Kind.CREDENTIALS;
    }

    @SuppressWarnings("NullAway") // an answer may lack it
    private static boolean hasConfiguration(GetFunctionResponse answer) {
        return answer.configuration() != null;
    }

    @SuppressWarnings("NullAway") // an answer may lack any of them
    private static @Nullable String image(GetFunctionResponse answer) {
        FunctionCodeLocation code = answer.code();
        if (code == null) {
            return null;
        }
        return code.resolvedImageUri() != null ? code.resolvedImageUri() : code.imageUri();
    }
}
