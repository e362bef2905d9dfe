// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;

/** GetFunction as a baseline uses it. */
public final class Readings {
    private Readings() {}

    /** One call. */
    public static Mono<FunctionConfiguration> configuration(LambdaAsyncClient client, String function) {
        return Mono.fromFuture(() -> client.getFunction(request -> request.functionName(function)))
                .map(GetFunctionResponse::configuration);
    }

    /** Whether the update of {@code function} is over, by one call; an error if it failed. */
    public static Mono<Boolean> isUpdated(LambdaAsyncClient client, String function) {
        return configuration(client, function).map(Readings::isUpdated);
    }

    /** Whether the service refused the call for a quota. */
    public static boolean isThrottling(Throwable error) {
        return error instanceof AwsServiceException refused && refused.isThrottlingException();
    }

    private static boolean isUpdated(FunctionConfiguration configuration) {
        LastUpdateStatus status = configuration.lastUpdateStatus();
        if (status == LastUpdateStatus.FAILED) {
            throw new IllegalStateException("the update failed: " + configuration.lastUpdateStatusReason());
        }
        return status == LastUpdateStatus.SUCCESSFUL;
    }
}
