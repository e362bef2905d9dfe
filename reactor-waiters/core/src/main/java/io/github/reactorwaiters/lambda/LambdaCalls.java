// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.lambda;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.poll.Listing;
import io.github.reactorwaiters.poll.Outcome;
import io.github.reactorwaiters.poll.Probe;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/**
 * The calls we make: GetFunction, GetFunctionConfiguration where only that is allowed, ListFunctions. One attempt each,
 * with a time limit; cancelling aborts the exchange.
 */
final class LambdaCalls
        implements Probe<FunctionName, FunctionSnapshot>, Listing<FunctionName, FunctionConfiguration>, Disposable {
    private static final int PAGE = 50;

    /** Put over what a client has. With all of its settings copied instead, each call would take twice as long to set up. */
    private static final ClientOverrideConfiguration WITHOUT_RETRIES = ClientOverrideConfiguration.builder()
            .retryStrategy(AwsRetryStrategy.doNotRetry())
            .build();

    private final LambdaAsyncClient client;
    private final ApiBudget budget;
    private final Supplier<Scheduler.Worker> worker;
    private final PermitGuard guard;
    private final Duration timeout;
    private final @Nullable CallCredentials credentials;
    private final @Nullable AwsRequestOverrideConfiguration override;

    final PollTally tally = new PollTally();

    /** Functions of which GetFunction is denied and GetFunctionConfiguration is not. */
    private final Set<FunctionName> byConfiguration = ConcurrentHashMap.newKeySet();

    /**
     * Calls by {@code client}, within {@code budget}.
     *
     * @param worker has the time limits of what the engine reads; those of other calls, which may be made for longer, are on the
     *     budget's
     */
    LambdaCalls(LambdaAsyncClient client, ApiBudget budget, Duration timeout, Supplier<Scheduler.Worker> worker) {
        this.client = client;
        this.budget = budget;
        this.worker = worker;
        this.guard = new PermitGuard(budget);
        this.timeout = timeout;
        this.credentials = credentials(client, budget.clock(), timeout);
        this.override = override(retries(client), credentials);
    }

    @Override
    public PermitPool pool(FunctionName function) {
        return isReadByConfiguration(function) ? budget.controlPlane() : budget.getFunction();
    }

    @Override
    public Mono<Outcome<FunctionSnapshot>> read(FunctionName function) {
        boolean byConfigurationFirst = isReadByConfiguration(function);
        return attempt(function, byConfigurationFirst).flatMap(outcome -> {
            tally(byConfigurationFirst).count(outcome);
            if (!(outcome instanceof Outcome.Denied<FunctionSnapshot> denied)) {
                return Mono.just(outcome);
            }
            PermitPool other = byConfigurationFirst ? budget.getFunction() : budget.controlPlane();
            return other.acquire()
                    .then(Mono.defer(() -> attempt(function, !byConfigurationFirst)))
                    .doOnNext(tally(!byConfigurationFirst)::count)
                    .map(second -> settle(function, byConfigurationFirst, denied, second, other));
        });
    }

    /** Mostly none is, and then the name is not looked at: it lies elsewhere in memory. */
    private boolean isReadByConfiguration(FunctionName function) {
        return !byConfiguration.isEmpty() && byConfiguration.contains(function);
    }

    private OperationTally tally(boolean byConfiguration) {
        return byConfiguration ? tally.getFunctionConfiguration : tally.getFunction;
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
        return byConfiguration
                ? outcome(
                        () -> client.getFunctionConfiguration(configurationRequest(function)),
                        answer -> seen(function, asConfiguration(answer)),
                        error -> unseen(function, error))
                : outcome(
                        () -> client.getFunction(functionRequest(function)),
                        answer -> seen(function, configuration(answer)),
                        error -> unseen(function, error));
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
        return this.<ListFunctionsResponse, Page<FunctionConfiguration>>outcome(
                        () -> client.listFunctions(request),
                        answer -> {
                            if (!answer.hasFunctions()) { // an account without functions has an empty list
                                return new Outcome.Failed<>(
                                        SdkClientException.create("the answer has no list of functions"));
                            }
                            String next = answer.nextMarker();
                            return new Outcome.Seen<>(
                                    new Page<>(answer.functions(), next == null || next.isEmpty() ? null : next));
                        },
                        this::<Page<FunctionConfiguration>>failed)
                .doOnNext(tally.listFunctions::count);
    }

    @Override
    public void dispose() {
        if (credentials != null) {
            credentials.dispose();
        }
    }

    /** A call whose failures are outcomes, too. In one step: each operator would cost every poll. */
    private <T, O> Mono<Outcome<O>> outcome(
            Supplier<CompletableFuture<T>> future,
            Function<T, Outcome<O>> answered,
            Function<Throwable, Outcome<O>> failed) {
        Mono<Outcome<O>> exchange = Mono.create(sink -> {
            Consumer<Throwable> error = failure -> sink.success(failed.apply(failure));
            Consumer<T> answer = read -> sink.success(readable(read, answered, failed));
            exchange(sink, future, () -> late(worker.get(), timeout, error), answer, error);
        });
        return credentials == null
                ? exchange
                : credentials.ready().then(exchange).onErrorResume(error -> Mono.just(failed.apply(error)));
    }

    private static <T, O> Outcome<O> readable(
            T answer, Function<T, Outcome<O>> answered, Function<Throwable, Outcome<O>> failed) {
        try {
            return answered.apply(answer);
        } catch (RuntimeException unreadable) {
            return failed.apply(unreadable);
        }
    }

    /** Cancels the SDK's own future, so that cancelling reaches the exchange. */
    <T> Mono<T> call(Supplier<CompletableFuture<T>> future, Duration limit) {
        Mono<T> exchange = Mono.create(sink -> {
            Supplier<Disposable> late = () -> late(budget.clock().worker(), limit, sink::error);
            exchange(sink, future, late, sink::success, sink::error);
        });
        return credentials == null ? exchange : credentials.ready().then(exchange);
    }

    /** What fromFuture() and timeout() do, here and below, without the operators and the names for a message at each call. */
    private static Disposable late(Scheduler.Worker worker, Duration limit, Consumer<Throwable> failed) {
        return worker.schedule(
                () -> failed.accept(new TimeoutException("no answer within " + limit)),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Makes the call, and tells {@code sink} by one of the two what came of it; of two at once it takes the first. */
    private <T> void exchange(
            MonoSink<?> sink,
            Supplier<CompletableFuture<T>> future,
            Supplier<Disposable> limit,
            Consumer<T> answered,
            Consumer<Throwable> failed) {
        CompletableFuture<T> answer;
        try {
            guard.check();
            answer = future.get();
        } catch (RuntimeException refused) {
            failed.accept(refused);
            return;
        }
        Disposable late = limit.get();
        sink.onDispose(() -> {
            late.dispose();
            answer.cancel(false);
        });
        CompletableFuture<T> unused = answer.whenComplete((value, error) -> {
            if (error == null) {
                answered.accept(value);
            } else if (!answer.isCancelled()) {
                failed.accept(CallErrors.withoutRequest(
                        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error));
            }
        });
    }

    /** What a failed call means; a rejection makes the next call resolve credentials anew. */
    <T> Outcome<T> failed(Throwable error) {
        Outcome<T> outcome = CallErrors.outcome(error);
        if (credentials != null && outcome instanceof Outcome.Rejected<T>) {
            credentials.rejected();
        }
        return outcome;
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

    private Outcome<FunctionSnapshot> unseen(FunctionName function, Throwable error) {
        return CallErrors.isNotFound(error) ? new Outcome.Seen<>(FunctionSnapshot.absent(function)) : failed(error);
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

    /** The same members under another type. */
    static FunctionConfiguration asConfiguration(GetFunctionConfigurationResponse answer) {
        FunctionConfiguration.Builder configuration = FunctionConfiguration.builder();
        Map<String, SdkField<?>> members = configuration.sdkFieldNameToField();
        for (SdkField<?> given : answer.sdkFields()) {
            SdkField<?> member = members.get(given.locationName());
            Object value = given.getValueOrDefault(answer);
            if (member != null && value != null) {
                member.set(configuration, value);
            }
        }
        return configuration.build();
    }

    /** What every call carries, null if nothing. */
    @Nullable
    AwsRequestOverrideConfiguration override() {
        return override;
    }

    private static boolean retries(LambdaAsyncClient client) {
        return client.serviceClientConfiguration()
                .overrideConfiguration()
                .retryStrategy()
                .map(strategy -> strategy.maxAttempts() > 1)
                .orElse(true);
    }

    private static @Nullable CallCredentials credentials(
            LambdaAsyncClient client, SchedulerClock clock, Duration timeout) {
        IdentityProvider<? extends AwsCredentialsIdentity> source =
                client.serviceClientConfiguration().credentialsProvider();
        return CallCredentials.isImmediate(source) ? null : new CallCredentials(source, clock, timeout);
    }

    /** Built once and shared. Hidden retries would spend budget unseen. */
    private static @Nullable AwsRequestOverrideConfiguration override(
            boolean retries, @Nullable CallCredentials credentials) {
        if (!retries && credentials == null) {
            return null;
        }
        AwsRequestOverrideConfiguration.Builder override = AwsRequestOverrideConfiguration.builder();
        if (retries) {
            override.addPlugin(config -> config.overrideConfiguration(WITHOUT_RETRIES));
        }
        if (credentials != null) {
            override.credentialsProvider(credentials);
        }
        return override.build();
    }
}
