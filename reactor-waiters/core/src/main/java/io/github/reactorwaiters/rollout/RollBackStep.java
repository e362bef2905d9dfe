// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetAliasResponse;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;

/** Gives a function back what it had: its alias the old version, or, without an alias, the function its old code. */
final class RollBackStep {
    private RollBackStep() {}

    /** Emits whether it has it again; false if there is nothing known to return to, or nothing to undo. */
    static Mono<Boolean> rollBack(FunctionState function) {
        AliasShift shift = function.run.release().shift();
        return shift == null ? code(function, 0) : alias(function, shift, 0);
    }

    private static Mono<Boolean> alias(FunctionState function, AliasShift shift, int attempt) {
        String old = function.oldVersion;
        boolean begun = function.recorded.percent() > 0 || function.shiftBegun;
        if (old == null || (!begun && !function.publishedEarlier)) {
            return Mono.just(false);
        }
        function.enter(RolloutStep.ROLL_BACK);
        GetAliasRequest request = GetAliasRequest.builder()
                .functionName(function.name().value())
                .name(shift.alias())
                .build();
        return function.call(LambdaAsyncClient::getAlias, request, UpdateSteps.RANK)
                .flatMap(seen -> alias(function, shift, old, seen))
                .onErrorResume(error -> Retries.passes(error, attempt), error -> function.run
                        .delay(Retries.pause(attempt))
                        .then(Mono.defer(() -> alias(function, shift, attempt + 1))));
    }

    private static Mono<Boolean> alias(FunctionState function, AliasShift shift, String old, GetAliasResponse seen) {
        boolean weighted = !ShiftStep.weights(seen.routingConfig()).isEmpty();
        boolean isNew = Objects.equals(seen.functionVersion(), function.recorded.version());
        if (!isNew && !seen.functionVersion().equals(old)) {
            return Mono.error(function.changedBySomebodyElse("alias " + shift.alias(), seen.functionVersion()));
        }
        if (!isNew && !weighted) {
            return Mono.just(function.recorded.percent() > 0 || function.shiftBegun);
        }
        UpdateAliasRequest request = UpdateAliasRequest.builder()
                .functionName(function.name().value())
                .name(shift.alias())
                .functionVersion(old)
                .routingConfig(ShiftStep.routing(Map.of()))
                .revisionId(seen.revisionId())
                .build();
        return begin(function)
                .then(function.call(LambdaAsyncClient::updateAlias, request, UpdateSteps.RANK))
                .thenReturn(true);
    }

    private static Mono<Boolean> code(FunctionState function, int attempt) {
        CodeSource previous = previous(function);
        if (previous == null || function.target.change().code() == null) {
            return Mono.just(false);
        }
        function.enter(RolloutStep.ROLL_BACK);
        return function.run
                .read(function.name())
                .flatMap(reading -> code(function, previous, reading))
                .onErrorResume(error -> Retries.passes(error, attempt), error -> function.run
                        .delay(Retries.pause(attempt))
                        .then(function.run.watcher().awaitUpdatable(function.name()))
                        .then(Mono.defer(() -> code(function, attempt + 1))));
    }

    private static Mono<Boolean> code(FunctionState function, CodeSource previous, Reading reading) {
        if (!function.codeDone && Objects.equals(reading.codeSha256(), function.codeBefore)) {
            return Mono.just(false); // found there, by this run, and not put there
        }
        if (function.isReturned(reading)) {
            return Mono.just(true);
        }
        if (function.isForeign(reading)) {
            return Mono.error(function.changedBySomebodyElse("code", reading.codeSha256()));
        }
        return begin(function)
                .then(function.call(
                        LambdaAsyncClient::updateFunctionCode,
                        previous.request(function.name(), reading.latest().revisionId()),
                        UpdateSteps.RANK))
                .flatMap(started -> function.run.watcher().awaitUpdated(function.name(), started))
                .doOnNext(seen -> function.codeSha256 = seen.codeSha256())
                .thenReturn(true);
    }

    /** Enters that it is not as an earlier entry tells it to have ended: should this be cut off, the next run reads it. */
    private static Mono<Void> begin(FunctionState function) {
        return function.recorded.outcome() == null ? Mono.empty() : function.record(JournalEntry.Kind.STARTED);
    }

    private static @Nullable CodeSource previous(FunctionState function) {
        CodeSource given = function.target.change().previousCode();
        String image = function.recorded.imageBefore();
        return given != null ? given : image == null ? null : CodeSource.image(image);
    }
}
