// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.lambda.CallFailedException.Kind;
import io.github.reactorwaiters.poll.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;

/**
 * Lambda calls other than the polls of a {@link FunctionWatcher}, through its client and out of its budget. Thread-safe.
 *
 * <p>One attempt each, without the SDK's retries; a call that the service throttled waits for its next permit, however
 * long that takes. Any other failure is a {@link CallFailedException}. Signals arrive on the thread that answers, or on
 * the budget's Scheduler. Cancelling aborts the exchange; the service may have carried it out.
 */
public final class ControlPlane {
    private final LambdaAsyncClient client;
    private final ApiBudget budget;
    private final Duration timeout;
    private final LambdaCalls calls;

    ControlPlane(LambdaAsyncClient client, ApiBudget budget, Duration timeout, LambdaCalls calls) {
        this.client = client;
        this.budget = budget;
        this.timeout = timeout;
        this.calls = calls;
    }

    /** The same with another time limit for each attempt, in which a package must be uploaded, too. */
    public ControlPlane withCallTimeout(Duration timeout) {
        return new ControlPlane(client, budget, FunctionWatcherBuilder.requireCountable("callTimeout", timeout), calls);
    }

    /** The region that its calls go to. */
    public Region region() {
        return client.serviceClientConfiguration().region();
    }

    /** Elsewhere it may exist, or not: the service would say that it does not. */
    void requireHere(FunctionName function) {
        String region = function.region();
        if (region != null && !region.equals(region().id())) {
            throw new IllegalArgumentException(
                    "function must be of " + region() + ", the client's region: " + function);
        }
    }

    /** The permits that {@link #call} waits for. */
    public PermitPool permits() {
        return budget.controlPlane();
    }

    /**
     * Makes a call out of the control-plane pool, and emits its answer.
     *
     * @param operation such as {@code LambdaAsyncClient::publishVersion}
     * @param request what to ask; subscribing again asks again. An override configuration of its own is kept; retries are
     *     switched off, though
     * @param rank in the pool's queue: the lower, the earlier
     */
    public <Q extends LambdaRequest, A> Mono<A> call(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation, Q request, int rank) {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(request, "request");
        PermitPool pool = budget.controlPlane();
        return pool.acquire(rank).then(callWithPermit(operation, request, rank));
    }

    /** As {@link #call}, but the first attempt is at once, with a permit that the caller has taken. */
    public <Q extends LambdaRequest, A> Mono<A> callWithPermit(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation, Q request, int rank) {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(request, "request");
        return attempt(operation, request, budget.controlPlane(), rank);
    }

    /**
     * Reads a function, version or alias by GetFunction, or, where that is denied, by GetFunctionConfiguration; then
     * there is a configuration only.
     */
    public Mono<GetFunctionResponse> get(FunctionName function) {
        GetFunctionRequest request =
                GetFunctionRequest.builder().functionName(function.value()).build();
        PermitPool pool = budget.getFunction();
        return pool.acquire()
                .then(attempt(LambdaAsyncClient::getFunction, request, pool, 0))
                .onErrorResume(
                        CallFailedException.class,
                        error -> error.kind() == Kind.DENIED ? getConfiguration(function) : Mono.error(error));
    }

    private Mono<GetFunctionResponse> getConfiguration(FunctionName function) {
        GetFunctionConfigurationRequest request = GetFunctionConfigurationRequest.builder()
                .functionName(function.value())
                .build();
        return call(LambdaAsyncClient::getFunctionConfiguration, request, 0).map(answer -> GetFunctionResponse.builder()
                .configuration(LambdaCalls.asConfiguration(answer))
                .build());
    }

    private <Q extends LambdaRequest, A> Mono<A> attempt(
            BiFunction<LambdaAsyncClient, Q, CompletableFuture<A>> operation, Q request, PermitPool pool, int rank) {
        Q sent = overridden(request);
        String name = request.getClass().getSimpleName().replace("Request", "");
        return calls.call(() -> operation.apply(client, sent), timeout)
                .flatMap(answer -> isEmpty(answer)
                        ? Mono.error(SdkClientException.create("the answer is empty"))
                        : Mono.just(answer))
                .onErrorResume(error -> {
                    Outcome<A> outcome = calls.failed(error);
                    if (outcome instanceof Outcome.Throttled<A> throttled) {
                        pool.throttled(throttled.retryAfter());
                        return pool.acquire(rank).then(attempt(operation, request, pool, rank));
                    }
                    return Mono.error(new CallFailedException(kind(error, outcome), name, error));
                });
    }

    private static Kind kind(Throwable error, Outcome<?> outcome) {
        if (CallErrors.isNotFound(error)) {
            return Kind.NOT_FOUND;
        }
        if (outcome instanceof Outcome.Denied<?>) {
            return Kind.DENIED;
        }
        if (outcome instanceof Outcome.Rejected<?>) {
            return Kind.CREDENTIALS;
        }
        if (error instanceof SdkServiceException answer && CallErrors.code(error) != null) {
            return switch (answer.statusCode()) {
                case 409 -> Kind.CONFLICT;
                case 412 -> Kind.STALE_REVISION;
                default -> answer.statusCode() < 500 ? Kind.INVALID : Kind.UNCERTAIN;
            };
        }
        return error instanceof IllegalArgumentException || error instanceof NullPointerException
                ? Kind.INVALID
                : Kind.UNCERTAIN;
    }

    /** An empty body gives no exception, but no answer either. */
    private static boolean isEmpty(Object answer) {
        return answer instanceof SdkPojo pojo
                && !pojo.sdkFields().isEmpty() // as after DeleteAlias
                && !(answer instanceof GetFunctionConcurrencyResponse) // which tells so that nothing is reserved
                && pojo.sdkFields().stream()
                        .map(member -> member.getValueOrDefault(answer))
                        .allMatch(value -> value == null
                                || value instanceof SdkAutoConstructList<?>
                                || value instanceof SdkAutoConstructMap<?, ?>);
    }

    @SuppressWarnings("unchecked") // a request's builder builds its own kind
    private <Q extends LambdaRequest> Q overridden(Q request) {
        AwsRequestOverrideConfiguration ours = calls.override();
        if (ours == null) {
            return request;
        }
        AwsRequestOverrideConfiguration all = request.overrideConfiguration()
                .map(theirs -> {
                    AwsRequestOverrideConfiguration.Builder both = theirs.toBuilder();
                    ours.plugins().forEach(both::addPlugin);
                    if (theirs.credentialsIdentityProvider().isEmpty()) {
                        ours.credentialsIdentityProvider().ifPresent(both::credentialsProvider);
                    }
                    return both.build();
                })
                .orElse(ours);
        return (Q) request.toBuilder().overrideConfiguration(all).build();
    }
}
