// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;

/**
 * Polls all functions in turn, with every permit. With sweeps, it lists them all, too, page after page, and begins a sweep
 * as often as the rate allows; a row whose revision is not the one seen last is polled before all others. State is confined to the worker.
 */
public final class RoundRobin implements Disposable {
    private static final int PAGE = 50;

    private final LambdaAsyncClient client;
    private final PermitPool polls;
    private final PermitPool lists;
    private final double listsPerSecond;
    private final BiConsumer<String, String> onRevision;
    private final Scheduler.Worker worker;
    private final ArrayDeque<String> turn;
    private final Set<String> suspects = new LinkedHashSet<>();
    private final Map<String, String> revisions = new HashMap<>();

    /**
     * A poller that begins when {@link #start} is called.
     *
     * @param listsPerSecond 0: no sweeps
     * @param onRevision told each function and its RevisionId when a poll shows one that is not the one seen last
     */
    public RoundRobin(
            LambdaAsyncClient client,
            ApiBudget budget,
            double listsPerSecond,
            List<String> functions,
            BiConsumer<String, String> onRevision) {
        this.client = client;
        this.polls = budget.getFunction();
        this.lists = budget.controlPlane();
        this.listsPerSecond = listsPerSecond;
        this.onRevision = onRevision;
        this.turn = new ArrayDeque<>(functions);
        this.worker = budget.clock().scheduler().createWorker();
    }

    /** Begins. */
    public void start() {
        worker.schedule(this::poll);
        if (listsPerSecond > 0) {
            long period = (long) (1e9 * Math.ceil((double) turn.size() / PAGE) / listsPerSecond);
            worker.schedulePeriodically(() -> list(null), 0, period, TimeUnit.NANOSECONDS);
        }
    }

    private void poll() {
        while (polls.tryAcquire(1) == 1) {
            String function = next();
            var unused = Readings.configuration(client, function)
                    .subscribe(
                            seen -> worker.schedule(() -> seen(function, seen.revisionId())),
                            error -> worker.schedule(() -> failed(error)));
        }
        worker.schedule(this::poll, Math.max(1, polls.nanosToNext()), TimeUnit.NANOSECONDS);
    }

    private String next() {
        if (!suspects.isEmpty()) {
            String suspect = suspects.iterator().next();
            suspects.remove(suspect);
            return suspect;
        }
        String function = turn.remove();
        turn.add(function);
        return function;
    }

    private void seen(String function, String revision) {
        if (!revision.equals(revisions.put(function, revision))) {
            onRevision.accept(function, revision);
        }
    }

    private void failed(Throwable error) {
        if (Readings.isThrottling(error)) {
            polls.throttled(null);
        }
    }

    /** Lists the page after {@code marker}, then the next: a marker comes with the page before. */
    private void list(@Nullable String marker) {
        var unused = lists.acquire()
                .then(Mono.fromFuture(() ->
                        client.listFunctions(request -> request.marker(marker).maxItems(PAGE))))
                .subscribe(page -> worker.schedule(() -> listed(page)));
    }

    private void listed(ListFunctionsResponse page) {
        for (FunctionConfiguration row : page.functions()) {
            String known = revisions.get(row.functionName());
            if (known != null && !known.equals(row.revisionId())) {
                suspects.add(row.functionName());
            }
        }
        String next = page.nextMarker();
        if (next != null && !next.isEmpty()) {
            list(next);
        }
    }

    @Override
    public void dispose() {
        worker.dispose();
    }
}
