// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.poll.PollEngine.Announced;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/**
 * An update that a caller has started, as its answer told.
 *
 * @param kind what it updates, as a part of the class of transitions
 * @param answer the function as the answer showed it
 */
record StartedUpdate(String kind, FunctionSnapshot answer) {
    /** An older answer is no news: then the function is polled at once. */
    private static final Duration RECENTLY = Duration.ofSeconds(10);

    static StartedUpdate of(FunctionName function, UpdateFunctionCodeResponse answer) {
        FunctionConfiguration shown = FunctionConfiguration.builder()
                .lastModified(answer.lastModified())
                .lastUpdateStatus(answer.lastUpdateStatus())
                .codeSha256(answer.codeSha256())
                .revisionId(answer.revisionId())
                .packageType(answer.packageType())
                .vpcConfig(answer.vpcConfig())
                .snapStart(answer.snapStart())
                .build();
        return new StartedUpdate(LambdaModel.CODE, FunctionSnapshot.of(function, shown));
    }

    static StartedUpdate of(FunctionName function, UpdateFunctionConfigurationResponse answer) {
        FunctionConfiguration shown = FunctionConfiguration.builder()
                .lastModified(answer.lastModified())
                .lastUpdateStatus(answer.lastUpdateStatus())
                .codeSha256(answer.codeSha256())
                .revisionId(answer.revisionId())
                .packageType(answer.packageType())
                .vpcConfig(answer.vpcConfig())
                .snapStart(answer.snapStart())
                .build();
        return new StartedUpdate(LambdaModel.CONFIGURATION, FunctionSnapshot.of(function, shown));
    }

    UpdateMark mark() {
        return new UpdateMark(answer.lastModified(), answer.codeSha256());
    }

    /** What the engine is told of it, null if it may be over by now. */
    @Nullable
    Announced<FunctionSnapshot> announced(Function<? super FunctionSnapshot, String> classes, Instant now) {
        Instant at = answer.modified();
        return answer.isUpdating()
                        && at != null
                        && Duration.between(at, now).abs().compareTo(RECENTLY) < 0
                ? new Announced<>(LambdaModel.transition(kind, classes.apply(answer)), answer)
                : null;
    }
}
