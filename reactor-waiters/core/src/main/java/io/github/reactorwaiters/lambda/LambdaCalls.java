// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.poll.Listing;
import io.github.reactorwaiters.poll.Outcome;
import io.github.reactorwaiters.poll.Probe;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;

/**
 * The calls we make: GetFunction, GetFunctionConfiguration where only that is allowed, ListFunctions. One attempt each,
 * with a time limit on the one clock; cancelling aborts the exchange.
 */
final class LambdaCalls implements Probe<FunctionName, FunctionSnapshot>, Listing<FunctionName, FunctionConfiguration> {
    private static final int PAGE = 50;

    private final LambdaAsyncClient client;
    private final ApiBudget budget;
    private final Duration timeout;
    private final @Nullable AwsRequestOverrideConfiguration override;

    /** Functions of which GetFunction is denied and GetFunctionConfiguration is not. */
    private final Set<FunctionName> byConfiguration = ConcurrentHashMap.newKeySet();

    LambdaCalls(LambdaAsyncClient client, ApiBudget budget, Duration timeout) {
        this.client = client;
        this.budget = budget;
        this.timeout = timeout;
        this.override = retries(client) ? withoutRetries() : null;
    }

    @Override
    public PermitPool pool(FunctionName function) {
        return byConfiguration.contains(function) ? budget.controlPlane() : budget.getFunction();
    }

    @Override
    public Mono<Outcome<FunctionSnapshot>> read(FunctionName function) {
        boolean byConfigurationFirst = byConfiguration.contains(function);
        return attempt(function, byConfigurationFirst).flatMap(outcome -> {
            if (!(outcome instanceof Outcome.Denied<FunctionSnapshot> denied)) {
                return Mono.just(outcome);
            }
            PermitPool other = byConfigurationFirst ? budget.getFunction() : budget.controlPlane();
            return other.acquire()
                    .then(Mono.defer(() -> attempt(function, !byConfigurationFirst)))
                    .map(second -> settle(function, byConfigurationFirst, denied, second, other));
        });
    }

    /** The outcome of a reading whose first call was denied. */
    private Outcome<FunctionSnapshot> settle(
            FunctionName function,
            boolean byConfigurationFirst,
            Outcome.Denied<FunctionSnapshot> denied,
            Outcome<FunctionSnapshot> second,
            PermitPool other) {
        if (second instanceof Outcome.Denied<FunctionSnapshot>) {
            String reason = CallErrors.reason(denied.error());
            return new Outcome.Seen<>(FunctionSnapshot.unreadable(function, reason, null));
        }
        if (second instanceof Outcome.Throttled<FunctionSnapshot> throttled) {
            // The engine would blame the pool that it took the permit from.
            other.throttled(throttled.retryAfter());
            return new Outcome.Failed<>(denied.error());
        }
        if (second instanceof Outcome.Seen<FunctionSnapshot>) {
            if (byConfigurationFirst) {
                byConfiguration.remove(function);
            } else {
                byConfiguration.add(function);
            }
        }
        return second;
    }

    private Mono<Outcome<FunctionSnapshot>> attempt(FunctionName function, boolean byConfiguration) {
        Mono<Outcome<FunctionSnapshot>> call = byConfiguration
                ? call(() -> client.getFunctionConfiguration(configurationRequest(function)))
                        .map(answer -> seen(function, asConfiguration(answer)))
                : call(() -> client.getFunction(functionRequest(function)))
                        .map(answer -> seen(function, configuration(answer)));
        return call.onErrorResume(error -> Mono.just(
                CallErrors.isNotFound(error)
                        ? new Outcome.Seen<>(FunctionSnapshot.absent(function))
                        : CallErrors.outcome(error)));
    }

    @Override
    public PermitPool pool() {
        return budget.controlPlane();
    }

    @Override
    public FunctionName key(FunctionConfiguration row) {
        return new FunctionName(row.functionName());
    }

    @Override
    public Mono<Outcome<Page<FunctionConfiguration>>> page(@Nullable String marker) {
        ListFunctionsRequest request = ListFunctionsRequest.builder()
                .marker(marker)
                .maxItems(PAGE)
                .overrideConfiguration(override)
                .build();
        return call(() -> client.listFunctions(request))
                .<Outcome<Page<FunctionConfiguration>>>map(answer -> {
                    String next = answer.nextMarker();
                    return new Outcome.Seen<>(
                            new Page<>(answer.functions(), next == null || next.isEmpty() ? null : next));
                })
                .onErrorResume(error -> Mono.just(CallErrors.outcome(error)));
    }

    /** The SDK's own future is the source, so that cancelling reaches the exchange. */
    private <T> Mono<T> call(Supplier<CompletableFuture<T>> future) {
        return Mono.fromFuture(future).timeout(timeout, budget.clock().scheduler());
    }

    private GetFunctionRequest functionRequest(FunctionName function) {
        return GetFunctionRequest.builder()
                .functionName(function.value())
                .overrideConfiguration(override)
                .build();
    }

    private GetFunctionConfigurationRequest configurationRequest(FunctionName function) {
        return GetFunctionConfigurationRequest.builder()
                .functionName(function.value())
                .overrideConfiguration(override)
                .build();
    }

    private static Outcome<FunctionSnapshot> seen(FunctionName function, @Nullable FunctionConfiguration read) {
        return read == null || (read.functionName() == null && read.functionArn() == null)
                ? new Outcome.Failed<>(new UnreadableAnswerException(function))
                : new Outcome.Seen<>(FunctionSnapshot.of(function, read));
    }

    @SuppressWarnings("NullAway") // an empty body gives no exception, but no configuration either
    private static @Nullable FunctionConfiguration configuration(GetFunctionResponse answer) {
        return answer.configuration();
    }

    private static FunctionConfiguration asConfiguration(GetFunctionConfigurationResponse answer) {
        return FunctionConfiguration.builder()
                .functionName(answer.functionName())
                .functionArn(answer.functionArn())
                .state(answer.stateAsString())
                .stateReason(answer.stateReason())
                .stateReasonCode(answer.stateReasonCodeAsString())
                .lastUpdateStatus(answer.lastUpdateStatusAsString())
                .lastUpdateStatusReason(answer.lastUpdateStatusReason())
                .lastUpdateStatusReasonCode(answer.lastUpdateStatusReasonCodeAsString())
                .version(answer.version())
                .revisionId(answer.revisionId())
                .codeSha256(answer.codeSha256())
                .lastModified(answer.lastModified())
                .build();
    }

    private static boolean retries(LambdaAsyncClient client) {
        return client.serviceClientConfiguration()
                .overrideConfiguration()
                .retryStrategy()
                .map(strategy -> strategy.maxAttempts() > 1)
                .orElse(true);
    }

    /** Built once and shared: hidden retries would spend budget unseen. */
    private static AwsRequestOverrideConfiguration withoutRetries() {
        return AwsRequestOverrideConfiguration.builder()
                .addPlugin(config -> config.overrideConfiguration(config.overrideConfiguration().toBuilder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .build()))
                .build();
    }
}
