// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import com.sun.management.ThreadMXBean;
import io.github.reactorwaiters.benchmarks.virtual.VirtualAccount;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.testkit.wire.Quotas;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;

/**
 * What does a poll cost over the bare call? {@link Bare}: {@code LambdaAsyncClient.getFunction} on the in-memory client, which
 * builds the request, signs it and reads the answer as over HTTP, and has no socket. {@link Watched}: a poll of a watcher
 * of 1,000 functions in transition on the same client, with permits, timers, comparing, learning; {@link #picked} with
 * picking by value and its scans, too, {@link #hinted} of functions that a hint names, which are next without any scan. One
 * thread does it all.
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
        final LambdaAsyncClient client;

        /** @param retries whether its client has the SDK's retries */
        Busy(boolean retries) {
            client = retries ? account.lambda().client(Busy::retrying) : account.client();
            for (String name : names) {
                account.functions().script(name).next(Duration.ofDays(10_000));
                account.functions().startUpdate(name);
            }
        }

        private static void retrying(LambdaAsyncClientBuilder builder) {
            builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                    .retryStrategy(RetryMode.STANDARD)
                    .build());
        }

        @Override
        public void close() {
            client.close();
            account.close();
        }
    }

    /** The bare client. */
    @State(Scope.Thread)
    public static class Bare {
        private final Busy busy;
        private int next;

        /** Of a client without retries. */
        public Bare() {
            this(false);
        }

        Bare(boolean retries) {
            busy = new Busy(retries);
        }

        GetFunctionResponse call() {
            String name = busy.names.get(next++ % FUNCTIONS);
            return busy.client
                    .getFunction(request -> request.functionName(name))
                    .join();
        }

        /** Closes the account. */
        @TearDown
        public void close() {
            busy.close();
        }
    }

    /** One that has retries. */
    @State(Scope.Thread)
    public static class BareRetrying extends Bare {
        /** Of a client with the SDK's standard retries. */
        public BareRetrying() {
            super(true);
        }
    }

    /** A watcher on that client; a new one for each iteration, since updates are worth no poll when they are very old. */
    @State(Scope.Thread)
    public static class Watched {
        private static final long OLDEST_SECONDS = 1_000;

        private final boolean retries;
        private @Nullable Busy busy;
        private @Nullable VirtualTimeScheduler time;
        private @Nullable FunctionWatcher watcher;
        private List<FunctionName> names = List.of();
        private long began;
        private long target;
        private int next;

        /** Over a client without retries. */
        public Watched() {
            this(false);
        }

        Watched(boolean retries) {
            this.retries = retries;
        }

        /** Subscribes, and reads all functions. */
        @Setup(Level.Iteration)
        public void watch() {
            Busy account = new Busy(retries);
            VirtualTimeScheduler clock = account.account.anotherClock();
            FunctionWatcher watching = FunctionWatcher.builder(account.client)
                    .budget(VirtualAccount.budget(CALLS, clock))
                    .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1))) // no permit is left
                    .listNamed(false) // it is a poll that is weighed
                    .build();
            busy = account;
            time = clock;
            watcher = watching;
            names = account.names.stream().map(FunctionName::of).toList();
            began = clock.now(TimeUnit.SECONDS);
            Disposable unused = watching.watch(names).subscribe();
            clock.advanceTimeBy(Duration.ofSeconds(30));
            target = calls();
        }

        void hint() {
            Objects.requireNonNull(watcher).hint(names.subList(next, next + CALLS));
            next = (next + CALLS) % (FUNCTIONS - CALLS);
        }

        /** Lets virtual time pass until so many more calls were made. */
        void poll() {
            target += CALLS;
            while (calls() < target) {
                Objects.requireNonNull(time).advanceTimeBy(Duration.ofMillis(500));
            }
        }

        /** Those that arrived: asking the watcher would be part of what is measured. */
        private long calls() {
            return Objects.requireNonNull(busy).account.lambda().calls().total();
        }

        /** Closes watcher and account. */
        @TearDown(Level.Iteration)
        public void close() {
            VirtualTimeScheduler clock = Objects.requireNonNull(time);
            long seconds = clock.now(TimeUnit.SECONDS) - began;
            Objects.requireNonNull(watcher).close();
            Objects.requireNonNull(busy).close();
            clock.dispose();
            if (seconds > OLDEST_SECONDS) {
                throw new IllegalStateException(
                        "an iteration is too long: it took so many virtual seconds: " + seconds);
            }
        }
    }

    /** A watcher on one that has retries, which it must switch off at each call. */
    @State(Scope.Thread)
    public static class WatchedRetrying extends Watched {
        /** Over a client with the SDK's standard retries. */
        public WatchedRetrying() {
            super(true);
        }
    }

    /**
     * CPU time and allocation of the one thread within the calls only: the time of day tells little on a busy machine. JMH
     * adds up what each batch used.
     */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Used {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        /** Nanoseconds of CPU. */
        public long nanos;

        /** Bytes allocated. */
        public long bytes;

        /** Calls made with them. */
        public long calls;

        private long began;
        private long allocated;

        void begin() {
            allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            began = THREADS.getCurrentThreadCpuTime();
        }

        void end() {
            nanos += THREADS.getCurrentThreadCpuTime() - began;
            bytes += THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
            calls += CALLS;
        }
    }

    /** The bare call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int bare(Bare bare, Used used) {
        used.begin();
        int sum = 0;
        for (int i = 0; i < CALLS; i++) {
            sum += bare.call().configuration().functionName().length();
        }
        used.end();
        return sum;
    }

    /** The bare call on a client that has retries. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int bareRetrying(BareRetrying bare, Used used) {
        return bare(bare, used);
    }

    /** The poll that is worth most, on a client that has retries. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void pickedRetrying(WatchedRetrying watched, Used used) {
        picked(watched, used);
    }

    /** The poll that is worth most. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void picked(Watched watched, Used used) {
        used.begin();
        watched.poll();
        used.end();
    }

    /** The poll of a function that was hinted at, the hint included. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void hinted(Watched watched, Used used) {
        used.begin();
        watched.hint();
        watched.poll();
        used.end();
    }
}
