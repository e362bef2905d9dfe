// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.rollout;

import io.github.reactorwaiters.lambda.FunctionName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;

/**
 * Publishes a version of the code and configuration that were just seen, and waits until it is Active. To publish what was
 * published already gives the same version again: Lambda sees to that.
 */
final class PublishStep {
    /** After all updates. */
    static final int RANK = 1;

    private PublishStep() {}

    static Mono<Void> publish(FunctionState function) {
        return publish(function, 0);
    }

    private static Mono<Void> publish(FunctionState function, int attempt) {
        function.enter(RolloutStep.PUBLISH);
        PublishVersionRequest request = PublishVersionRequest.builder()
                .functionName(function.name().value())
                .codeSha256(function.codeSha256)
                .revisionId(function.revisionId)
                .build();
        return function.call(LambdaAsyncClient::publishVersion, request, RANK)
                .flatMap(answer -> published(function, answer))
                .onErrorResume(error ->
                        Retries.again(function, error, attempt, later -> publishAsRead(function, later, attempt + 1)));
    }

    private static Mono<Void> publishAsRead(FunctionState function, Reading reading, int attempt) {
        Needs needs = Needs.of(function.target.change(), function.run.release(), function.recorded, reading);
        if (needs.code() || needs.configuration()) {
            return Mono.error(function.changedBySomebodyElse("configuration", "not as it was updated"));
        }
        function.take(reading);
        return publish(function, attempt);
    }

    private static Mono<Void> published(FunctionState function, PublishVersionResponse answer) {
        return function.record(JournalEntry.Kind.PUBLISHED, answer.version(), null)
                .then(Mono.defer(() -> "Active".equals(answer.stateAsString())
                        ? Mono.empty()
                        : awaitVersion(function, answer.version())));
    }

    /** Until {@code version} is Active. */
    static Mono<Void> awaitVersion(FunctionState function, @Nullable String version) {
        FunctionName published = function.name().withQualifier(Objects.requireNonNull(version, "version"));
        function.enter(RolloutStep.AWAIT_VERSION);
        return function.run
                .gates()
                .unlessStopped(function.run.watcher().awaitPublished(published))
                .then();
    }
}
