// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.report.HeapHistogram;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/** What a watcher keeps alive for functions that have settled, the caller's names included. */
final class Settled {
    private static final double POLLS_PER_SECOND = 1_000;
    private static final int PAGE = 50;
    private static final Duration AFTERWARDS = Duration.ofMinutes(5);

    private Settled() {}

    /** What there is more of once all functions were read and some minutes have passed. */
    static HeapHistogram watch(int functions) {
        return measure(functions, account -> watcher -> () -> watcher.watch(named(account)));
    }

    /** Names as a caller has them, who shares no character with the simulator. */
    private static List<FunctionName> named(VirtualAccount account) {
        return account.functions().names().stream()
                .map(name -> FunctionName.of(new String(name.toCharArray())))
                .toList();
    }

    /** The same by {@code watchAll}. */
    static HeapHistogram watchAll(int functions) {
        return measure(functions, account -> watcher -> watcher::watchAll);
    }

    private static HeapHistogram measure(
            int functions,
            Function<VirtualAccount, Function<FunctionWatcher, Supplier<Flux<FunctionStateChange>>>> way) {
        try (VirtualAccount account = new VirtualAccount(1, Quotas.unlimited(), Duration.ZERO, Duration.ZERO);
                FunctionWatcher watcher = FunctionWatcher.builder(account.client())
                        .budget(ApiBudget.of(POLLS_PER_SECOND, POLLS_PER_SECOND, 1, account::time))
                        .listingsPerSecond(functions / (double) PAGE / 10)
                        .build()) {
            account.functions().add(functions);
            Supplier<Flux<FunctionStateChange>> stream = way.apply(account).apply(watcher);
            renderAnswers(account);
            account.lambda().calls().clear();
            HeapHistogram before = HeapHistogram.take();
            Disposable watching = stream.get().subscribe();
            account.pass(Duration.ofSeconds((long) (2 * functions / POLLS_PER_SECOND)));
            account.pass(AFTERWARDS);
            account.lambda().calls().clear();
            HeapHistogram after = HeapHistogram.take();
            if (watcher.health().engine().keys() != functions) {
                throw new IllegalStateException("not all functions are watched: " + watcher.health());
            }
            watching.dispose();
            return after.since(before);
        }
    }

    /** The simulator keeps answers that it has given: let it have given them all before heap is measured. */
    private static void renderAnswers(VirtualAccount account) {
        for (String name : account.functions().names()) {
            account.client().getFunction(request -> request.functionName(name)).join();
        }
        String marker = null;
        do {
            String from = marker;
            ListFunctionsResponse page = account.client()
                    .listFunctions(request -> request.marker(from).maxItems(PAGE))
                    .join();
            marker = page.nextMarker();
        } while (marker != null);
    }
}
