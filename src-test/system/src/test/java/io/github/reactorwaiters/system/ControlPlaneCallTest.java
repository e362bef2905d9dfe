// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.CallFailedException;
import io.github.reactorwaiters.testkit.wire.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.DeleteAliasRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;

/** The caller's own calls out of the watcher's budget. */
class ControlPlaneCallTest {
    private final VirtualFleet fleet = new VirtualFleet();
    private final List<Object> answers = new ArrayList<>();
    private final List<Throwable> errors = new ArrayList<>();

    @AfterEach
    void close() {
        fleet.close();
    }

    private <Q extends LambdaRequest, A> void call(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation, Q request) {
        Disposable unused =
                fleet.watcher.controlPlane().call(operation, request, 0).subscribe(answers::add, errors::add);
        fleet.seconds(10);
    }

    @Test
    void anAnswerThatHasNothingToTellIsAnAnswer() {
        fleet.functions().add("orders");
        PublishVersionRequest publish =
                PublishVersionRequest.builder().functionName("orders").build();
        call(LambdaAsyncClient::publishVersion, publish);
        call(
                LambdaAsyncClient::createAlias,
                CreateAliasRequest.builder()
                        .functionName("orders")
                        .name("live")
                        .functionVersion("1")
                        .build());
        call(
                LambdaAsyncClient::deleteAlias,
                DeleteAliasRequest.builder().functionName("orders").name("live").build());
        call(
                (client, request) -> CompletableFuture.completedFuture(
                        GetFunctionConcurrencyResponse.builder().build()), // of a function without a reservation
                publish);

        assertThat(errors).isEmpty();
        assertThat(answers).hasSize(4);
    }

    @Test
    void anAnswerThatLacksWhatItOwesIsNone() {
        fleet.functions().add("orders");
        fleet.lambda.faults().add(Fault.empty().on("PublishVersion"));
        call(
                LambdaAsyncClient::publishVersion,
                PublishVersionRequest.builder().functionName("orders").build());

        assertThat(answers).isEmpty();
        assertThat(errors).singleElement().isInstanceOfSatisfying(CallFailedException.class, error -> assertThat(
                        error.kind())
                .isEqualTo(CallFailedException.Kind.UNCERTAIN));
    }
}
