// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.EarlierWatch;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.pace.PaceSnapshot;
import io.github.reactorwaiters.rollout.CodeSource;
import io.github.reactorwaiters.rollout.FunctionChange;
import io.github.reactorwaiters.rollout.Portion;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetAliasRequest;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationResponse;

/** Arguments of the JDK's, Reactor's and the core's types. */
final class NullSamples {
    static final FunctionName ORDERS = FunctionName.of("orders");
    static final FunctionChange CHANGE = FunctionChange.ofCode(CodeSource.zip(new byte[] {'P', 'K', 3, 4}));

    private NullSamples() {}

    static NullProbe probe(VirtualFleet fleet) {
        NullProbe probe = new NullProbe()
                .sample(String.class, "orders")
                .sample(Duration.class, Duration.ofSeconds(1))
                .sample(Instant.class, Instant.EPOCH)
                .sample(Collection.class, List.of(ORDERS))
                .sample(List.class, List.of())
                .sample(Map.class, Map.of())
                .sample(BigDecimal.class, BigDecimal.ONE)
                .sample(Path.class, Path.of("journal"))
                .sample(Predicate.class, any -> true)
                .sample(Function.class, any -> "zip")
                .sample(UnaryOperator.class, any -> any)
                .sample(BiFunction.class, (a, b) -> a)
                .sample(Consumer.class, any -> {})
                .sample(Supplier.class, () -> fleet.time)
                .sample(Publisher.class, Flux.never())
                .sample(Flux.class, Flux.never())
                .sample(Scheduler.class, fleet.time);
        return core(probe, fleet);
    }

    private static NullProbe core(NullProbe probe, VirtualFleet fleet) {
        ApiBudget budget = fleet.watcher.budget();
        return probe.sample(FunctionName.class, ORDERS)
                .sample(FunctionChange.class, CHANGE)
                .sample(LambdaAsyncClient.class, fleet.lambda.client())
                .sample(FunctionWatcher.class, fleet.watcher)
                .sample(PaceLimits.class, PaceLimits.defaults())
                .sample(PaceSnapshot.class, PaceSnapshot.EMPTY)
                .sample(PaceSnapshot.Changes.class, PaceSnapshot.Changes.UNKNOWN)
                .sample(ApiBudget.class, budget)
                .sample(PermitPool.class, budget.getFunction())
                .sample(SchedulerClock.class, budget.clock())
                .sample(EarlierWatch.class, new EarlierWatch(List.of(), null))
                .sample(Portion.class, Portion.percent(10))
                .sample(LambdaRequest.class, GetAliasRequest.builder().build())
                .sample(
                        UpdateFunctionCodeResponse.class,
                        UpdateFunctionCodeResponse.builder().build())
                .sample(
                        UpdateFunctionConfigurationResponse.class,
                        UpdateFunctionConfigurationResponse.builder().build());
    }
}
