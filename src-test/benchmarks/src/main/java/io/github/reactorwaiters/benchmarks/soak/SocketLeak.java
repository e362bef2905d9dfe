// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.poll.EngineStatus;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.Quotas;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final int PERIODS = 20;
    private static final int WARM_UP_ROUNDS = 2;

    /** More than AWS allows, so that all functions are read in the first minute, and more is done in the others. */
    private static final double CALLS_PER_SECOND = 400;

    /**
     * What there is; of connections both ends are descriptors of this process.
     *
     * @param threads by name
     * @param subscribers of all watchers that are open, or left in those that were closed
     * @param keys the same
     */
    record Count(int descriptors, List<String> threads, int subscribers, int keys) {}

    /**
     * Counted with the server up: before the first watcher, at most while watchers work, and after all were closed.
     *
     * @param samples when no watcher was there that comes and goes; polls of all, and CPU of the process, the server and
     *     the compiler included, that of the samples not
     */
    record Found(Count before, Count during, Count after, List<Growth.Sample> samples) {}

    private final int functions;
    private final List<Growth.Sample> samples = new ArrayList<>();
    private final Yardstick yardstick = new Yardstick();
    private int descriptors;
    private List<String> threads = List.of();
    private int subscribers;
    private int keys;
    private int subscribersLeft;
    private int keysLeft;
    private long passingPolls;

    SocketLeak(int functions) {
        this.functions = functions;
    }

    /** Watches all for {@code duration}, and opens and closes one more watcher after another meanwhile. */
    Found find(Duration duration) throws InterruptedException {
        try (SimulatedLambda lambda = SimulatedLambda.builder()
                        .durations(Durations.fast())
                        .quotas(Quotas.unlimited())
                        .build();
                ServedLambda server = lambda.serve(0)) {
            lambda.functions().add(functions);
            lambda.faults().add(Faults.parse(TROUBLE));
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                round(server, 0, 0); // loads classes, starts Reactor's and Netty's shared threads
            }
            Disposable activity = Live.activity(lambda.functions(), Schedulers.parallel(), 1);
            settle();
            Count before = new Count(descriptors(), threads(), subscribersLeft, keysLeft);
            watch(lambda, server, duration);
            activity.dispose();
            settle();
            return new Found(
                    before,
                    new Count(descriptors, threads, subscribers, keys),
                    new Count(descriptors(), threads(), subscribersLeft, keysLeft),
                    samples);
        }
    }

    private void watch(SimulatedLambda lambda, ServedLambda server, Duration duration) throws InterruptedException {
        try (FunctionWatcher watcher = watcher(server)) {
            Disposable watching = watcher.watchAll().subscribe();
            long start = System.nanoTime();
            long cpu = cpuNanos();
            long polls = 0;
            passingPolls = 0;
            Duration period = duration.dividedBy(PERIODS);
            Duration passed = Duration.ZERO;
            while (passed.compareTo(duration) < 0) {
                Duration end = passed.plus(period).minus(SETTLING);
                do {
                    EngineStatus standing = watcher.health().engine();
                    round(server, standing.subscribers(), standing.keys());
                    yardstick.lay();
                    passed = passed.plus(ROUND);
                } while (passed.compareTo(end) < 0);
                settle();
                passed = passed.plus(SETTLING);
                long made = watcher.health().engine().calls() + passingPolls;
                double micros = (cpuNanos() - cpu) / 1e3 / Math.max(1, made - polls);
                double minute = (System.nanoTime() - start) / 60e9;
                lambda.calls().clear(); // the simulator's log grows, and is not what is measured
                samples.add(
                        new Growth.Sample(minute, Live.of(lambda.functions()), made - polls, micros, yardstick.take()));
                polls = made;
                cpu = cpuNanos();
            }
            leave(watcher, watching);
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

    private void round(ServedLambda server, int otherSubscribers, int otherKeys) throws InterruptedException {
        try (FunctionWatcher watcher = watcher(server)) {
            Disposable watching = watcher.watchAll().subscribe();
            TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
            EngineStatus seen = watcher.health().engine();
            subscribers = Math.max(subscribers, seen.subscribers() + otherSubscribers);
            keys = Math.max(keys, seen.keys() + otherKeys);
            descriptors = Math.max(descriptors, descriptors());
            List<String> now = threads();
            threads = now.size() > threads.size() ? now : threads;
            passingPolls += leave(watcher, watching).calls();
        }
    }

    /** Cancels, and counts what the watcher still has a second later at most. */
    private EngineStatus leave(FunctionWatcher watcher, Disposable watching) throws InterruptedException {
        watching.dispose();
        EngineStatus left = watcher.health().engine();
        for (int i = 0; i < 100 && left.subscribers() + left.keys() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(10);
            left = watcher.health().engine();
        }
        subscribersLeft += left.subscribers();
        keysLeft += left.keys();
        return left;
    }

    /** A client's threads end a little after it was closed, and keep what it held until then. */
    private static void settle() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SETTLING.toMillis());
    }

    private static List<String> threads() {
        ThreadMXBean all = ManagementFactory.getThreadMXBean();
        return Arrays.stream(all.getThreadInfo(all.getAllThreadIds()))
                .filter(Objects::nonNull)
                .map(ThreadInfo::getThreadName)
                .sorted()
                .toList();
    }

    private static long cpuNanos() {
        return system().getProcessCpuTime();
    }

    private static int descriptors() {
        return Math.toIntExact(system().getOpenFileDescriptorCount());
    }

    private static UnixOperatingSystemMXBean system() {
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
