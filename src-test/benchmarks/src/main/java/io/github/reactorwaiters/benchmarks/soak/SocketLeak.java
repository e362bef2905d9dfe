// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Activity;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * One watcher of many functions, and others that come and go beside it, over real sockets whose connections break all the time:
 * how much heap is live, how many descriptors and threads remain.
 */
final class SocketLeak {
    private static final String TROUBLE = "reset:0.05,close:0.05,half:0.05,hang:0.01,error503html:0.05";
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final double UPDATES_PER_SECOND = 2;

    /** More than AWS allows, so that all functions are read in the first minute, and more is done in the others. */
    private static final double CALLS_PER_SECOND = 400;

    /**
     * Counted with the server up: before the first watcher, while watchers work, and after all were closed.
     *
     * @param heapBytes live after a full collection, minute by minute, the simulator included
     * @param polls of the watcher that stayed
     */
    record Found(
            long before,
            long during,
            long after,
            int threadsBefore,
            int threadsDuring,
            int threadsAfter,
            List<Long> heapBytes,
            long polls) {}

    private SocketLeak() {}

    /** Watches {@code functions} for {@code duration}, and opens and closes one more watcher after another meanwhile. */
    static Found find(int functions, Duration duration) throws InterruptedException {
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                        .durations(Durations.fast())
                        .quotas(Quotas.unlimited())
                        .build();
                ServedLambda server = lambda.serve(0)) {
            lambda.functions().add(functions);
            // The simulator keeps answers that it has given.
            lambda.functions().names().forEach(name -> lambda.client()
                    .getFunction(request -> request.functionName(name))
                    .join());
            lambda.faults().add(Faults.parse(TROUBLE));
            round(server); // loads classes, starts Reactor's and Netty's shared threads
            Disposable activity = Activity.in(lambda.functions(), Schedulers.parallel(), 1)
                    .failing(0.05)
                    .deploy(UPDATES_PER_SECOND);
            settle();
            long before = descriptors();
            int threadsBefore = threads();
            long during = 0;
            int threadsDuring = 0;
            List<Long> heap = new ArrayList<>();
            long polls;
            try (FunctionWatcher watcher = watcher(server)) {
                Disposable watching = watcher.watchAll().subscribe();
                for (long passed = 0; passed < duration.toSeconds(); passed += ROUND.toSeconds()) {
                    long[] seen = round(server);
                    during = Math.max(during, seen[0]);
                    threadsDuring = Math.max(threadsDuring, (int) seen[1]);
                    if (passed % 60 >= 60 - ROUND.toSeconds()) {
                        lambda.calls().clear(); // the simulator's log grows, and is not what is measured
                        heap.add(VirtualHour.heapAfterCollection());
                    }
                }
                polls = watcher.health().engine().calls();
                watching.dispose();
            }
            activity.dispose();
            settle();
            return new Found(before, during, descriptors(), threadsBefore, threadsDuring, threads(), heap, polls);
        }
    }

    private static FunctionWatcher watcher(ServedLambda server) {
        return FunctionWatcher.builder()
                .client(client -> client.endpointOverride(server.endpoint())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"))))
                .budget(ApiBudget.of(CALLS_PER_SECOND, CALLS_PER_SECOND / 10, 1, Schedulers::parallel))
                .callTimeout(Duration.ofSeconds(1))
                .build();
    }

    private static long[] round(ServedLambda server) throws InterruptedException {
        try (FunctionWatcher watcher = watcher(server)) {
            var watching = watcher.watchAll().subscribe();
            TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
            long[] seen = {descriptors(), threads()};
            watching.dispose();
            return seen;
        }
    }

    /** The client's threads end a little after it was closed. */
    private static void settle() throws InterruptedException {
        TimeUnit.SECONDS.sleep(5);
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }
}
