// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.Disposable;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/**
 * What does a poll cost over the bare call? {@link Bare}: {@code LambdaAsyncClient.getFunction} on the in-memory client, which
 * builds the request, signs it and reads the answer as over HTTP, and has no socket. {@link Watched}: a poll of a watcher
 * of 1,000 functions on the same client, everything included: picking, permits, timers, comparing. One thread does it all.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PollBenchmark {
    private static final int FUNCTIONS = 1_000;
    private static final int CALLS = 90;

    /** An account whose functions are all being updated, for ever: each may be over at any time. */
    private static final class Busy implements AutoCloseable {
        final VirtualAccount account = new VirtualAccount(1, Quotas.unlimited(), Duration.ZERO, Duration.ZERO);
        final List<String> names = account.functions().add(FUNCTIONS);

        Busy() {
            for (String name : names) {
                account.functions().script(name).next(Duration.ofDays(10_000));
                account.functions().startUpdate(name);
            }
        }

        @Override
        public void close() {
            account.close();
        }
    }

    /** The bare client. */
    @State(Scope.Thread)
    public static class Bare {
        private final Busy busy = new Busy();
        private final LambdaAsyncClient client = busy.account.client();
        private int next;

        GetFunctionResponse call() {
            String name = busy.names.get(next++ % FUNCTIONS);
            return client.getFunction(request -> request.functionName(name)).join();
        }

        /** Closes the account. */
        @TearDown
        public void close() {
            busy.close();
        }
    }

    /** A watcher on that client. */
    @State(Scope.Thread)
    public static class Watched {
        private final Busy busy = new Busy();
        private final List<FunctionName> names =
                busy.names.stream().map(FunctionName::of).toList();
        private final FunctionWatcher watcher = FunctionWatcher.builder(busy.account.client())
                .budget(busy.account.budget(CALLS))
                .listNamed(false) // it is a poll that is weighed
                .build();
        private @Nullable Disposable watching;
        private long target;
        private int next;

        /** Subscribes. */
        @Setup(Level.Trial)
        public void watch() {
            watching = watcher.watch(names).subscribe();
            busy.account.pass(Duration.ofSeconds(30));
            target = calls();
        }

        /** Lets virtual time pass until so many more calls were made; hints see to it that no permit is idle. */
        void poll() {
            watcher.hint(names.subList(next, next + CALLS));
            next = (next + CALLS) % (FUNCTIONS - CALLS);
            target += CALLS;
            while (calls() < target) {
                busy.account.pass(Duration.ofMillis(500));
            }
        }

        private long calls() {
            return watcher.health().engine().calls();
        }

        /** Closes watcher and account. */
        @TearDown
        public void close() {
            if (watching != null) {
                watching.dispose();
            }
            watcher.close();
            busy.close();
        }
    }

    /** CPU time of the one thread, for the time of day tells little on a busy machine. JMH adds up what each batch used. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        /** Nanoseconds used. */
        public long nanos;

        /** Calls made with them. */
        public long calls;

        private long began;

        void begin() {
            began = THREADS.getCurrentThreadCpuTime();
        }

        void end() {
            nanos += THREADS.getCurrentThreadCpuTime() - began;
            calls += CALLS;
        }
    }

    /** The bare call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int bare(Bare bare, Cpu cpu) {
        cpu.begin();
        int sum = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += bare.call().configuration().functionName().length();
        }
        cpu.end();
        return sum;
    }

    /** The poll. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void watched(Watched watched, Cpu cpu) {
        cpu.begin();
        watched.poll();
        cpu.end();
    }
}
