// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionSnapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Updates a function's code, then its configuration, each guarded by RevisionId and waited for. */
final class UpdateSteps {
    /** Updates come before what follows them: the slow ones must begin early. */
    static final int RANK = 0;

    private UpdateSteps() {}

    /** What {@code reading} shows to be needed; completes once all of it is done. */
    static Mono<Void> update(FunctionState function, Reading reading) {
        return update(function, reading, 0);
    }

    private static Mono<Void> update(FunctionState function, Reading reading, int attempt) {
        function.take(reading);
        Needs needs = Needs.of(function.target.change(), function.run.release(), function.recorded, reading);
        CodeSource code = function.target.change().code();
        Mono<Void> updated = Mono.empty();
        if (needs.code() && code != null) {
            updated = code(function, code);
        }
        updated = updated.then(Mono.fromRunnable(() -> function.codeDone = true));
        UpdateFunctionConfigurationRequest configuration =
                function.target.change().configuration();
        if (needs.configuration() && configuration != null) {
            updated = updated.then(Mono.defer(() -> configuration(function, configuration)));
        }
        return updated.onErrorResume(
                error -> Retries.again(function, error, attempt, later -> update(function, later, attempt + 1)));
    }

    /** Gives the function {@code code}. */
    static Mono<Void> code(FunctionState function, CodeSource code) {
        return Mono.defer(() -> {
            function.enter(RolloutStep.UPDATE_CODE);
            UpdateFunctionCodeRequest request = code.request(function.name(), function.revisionId);
            return function.call(LambdaAsyncClient::updateFunctionCode, request, RANK)
                    .flatMap(started -> awaitCode(function, started))
                    .then(Mono.defer(() -> function.record(JournalEntry.Kind.CODE)));
        });
    }

    /** Until the update that answered {@code started} has ended. */
    static Mono<Void> awaitCode(FunctionState function, UpdateFunctionCodeResponse started) {
        function.enter(RolloutStep.AWAIT_CODE);
        return settled(function, function.run.watcher().awaitUpdated(function.name(), started), started.codeSha256());
    }

    private static Mono<Void> configuration(FunctionState function, UpdateFunctionConfigurationRequest wanted) {
        function.enter(RolloutStep.UPDATE_CONFIGURATION);
        UpdateFunctionConfigurationRequest request = wanted.toBuilder()
                .functionName(function.name().value())
                .revisionId(function.revisionId)
                .build();
        return function.call(LambdaAsyncClient::updateFunctionConfiguration, request, RANK)
                .flatMap(started -> awaitConfiguration(function, started))
                .then(Mono.defer(() -> function.record(JournalEntry.Kind.CONFIGURATION)));
    }

    private static Mono<Void> awaitConfiguration(FunctionState function, UpdateFunctionConfigurationResponse started) {
        if (!Objects.equals(function.codeSha256, started.codeSha256())
                && function.codeSha256 != null
                && started.codeSha256() != null) {
            return Mono.error(function.changedBySomebodyElse("code", started.codeSha256()));
        }
        function.enter(RolloutStep.AWAIT_CONFIGURATION);
        return settled(function, function.run.watcher().awaitUpdated(function.name(), started), function.codeSha256);
    }

    private static Mono<Void> settled(FunctionState function, Mono<FunctionSnapshot> wait, @Nullable String code) {
        return function.run.gates().unlessStopped(wait).flatMap(seen -> function.take(seen, code));
    }
}
