// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.permits.SwitchedPermits;
import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.process.OwnProcess;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.pace.PaceLimits;
import io.github.reactorwaiters.poll.EngineStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * GetFunction calls over HTTP at a steady rate, by a watcher and bare, in turns of a quarter of a second, on one client in one
 * process: what they cost. Two JVMs, and one machine at two times, differ by more than what is weighed. The watched
 * functions are in transition throughout, and each poll is of the one that is worth most, but for one a turn, by whose hint the
 * watcher learns that there are permits again.
 */
final class LoopbackCalls {
    static final int FUNCTIONS = 1_000;

    private static final Duration TURN = Duration.ofMillis(250);

    /** After a change of turns, for calls of the one before, and for the watcher to notice that there are permits. */
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final int TURNS_A_PAIR = 20;

    /**
     * As all processes warm up, whatever they measure. The JVM's optimizing compiler takes a method that was called 5,000 times:
     * a minute's polls at AWS's quota, a quarter of an hour's scans. A service runs for days, so {@link #JVM} tells it to take
     * them sooner.
     */
    private static final Rhythm WARM_UP = new Rhythm(500, 50);

    /** For the process: what has run so often that it counts as run for long. */
    static final List<String> JVM = List.of(
            "-XX:Tier4InvocationThreshold=250", "-XX:Tier4MinInvocationThreshold=50", "-XX:Tier4CompileThreshold=1000");

    /** A minute's. */
    private static final int FIRST_LOOKS = (int) (60_000 / TURN.toMillis());

    /** The thread that measures and asks how many polls there were: no part of a call, bare or watched. */
    private static final String MEASURING = "main";

    /** How the thread of the watcher's worker is called, if it has one of its own. */
    private static final String WORKER = "parallel-";

    /** How the thread of the client's event loop is called. */
    static final String EVENT_LOOP = "event-loop";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What was measured of one way.
     *
     * @param cost of one call, in CPU and allocation of the Java threads but the one that measures
     * @param threadMicros CPU of one call by thread
     */
    record Side(PollCost cost, Map<String, Double> threadMicros) {}

    /**
     * When bare calls go out.
     *
     * @param perSecond calls a second, bare and watched
     * @param togetherMillis as the watcher does it, so long after some were made, those that came due meanwhile; 0: each when it
     *     is due
     */
    record Rhythm(int perSecond, int togetherMillis) {
        private static final long NANOS = 1_000_000_000;

        /** How many are to have been made, each time that some come due. */
        Flux<Long> due(Scheduler scheduler) {
            if (togetherMillis == 0) {
                return Flux.interval(Duration.ofNanos(NANOS / perSecond), scheduler)
                        .map(tick -> tick + 1);
            }
            Duration pause = Duration.ofMillis(togetherMillis);
            return Flux.defer(() -> {
                        long began = System.nanoTime() - pause.toNanos();
                        Mono<Long> due = Mono.fromSupplier(() -> (System.nanoTime() - began) * perSecond / NANOS);
                        return due.concatWith(
                                Mono.delay(pause, scheduler).then(due).repeat());
                    })
                    .subscribeOn(scheduler);
        }
    }

    /** Ten seconds of turns. */
    record Pair(Side bare, Side watched) {}

    /**
     * What one process found.
     *
     * @param threads that were not there before there was a client, by name
     */
    record Found(List<Pair> pairs, Set<String> threads) {}

    private final LambdaAsyncClient client;
    private final Sinks.Many<FunctionName> hints = Sinks.many().multicast().directBestEffort();
    private final Scheduler harness;
    private final List<String> names = IntStream.rangeClosed(1, FUNCTIONS)
            .mapToObj(number -> String.format("function-%05d", number))
            .toList();
    private final List<FunctionName> functions =
            names.stream().map(FunctionName::of).toList();
    private final SwitchedPermits permits;
    private final FunctionWatcher watcher;
    private final LongAdder bareCalls = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * Calls by {@code client}.
     *
     * @param scheduler of the watcher
     * @param harness makes the bare calls
     */
    private LoopbackCalls(LambdaAsyncClient client, Supplier<Scheduler> scheduler, Scheduler harness) {
        this.client = client;
        this.harness = harness;
        this.permits = new SwitchedPermits(WARM_UP.perSecond(), scheduler);
        this.watcher = FunctionWatcher.builder(client)
                .budget(permits.budget())
                .paceLimits(PaceLimits.defaults().withFloor(Duration.ofNanos(1))) // no permit is left
                .listNamed(false) // it is a poll that is weighed
                .hints(hints.asFlux())
                .build();
    }

    /**
     * Measures, and prints the {@link Found} as JSON.
     *
     * @param arguments the endpoint, the two numbers of the {@link Rhythm}, whether the watcher's worker is the client's event loop,
     *     where the bare calls are made then, too, how many pairs to warm up, how many to measure
     */
    public static void main(String... arguments) throws InterruptedException {
        var unused = Child.endWithParent();
        Set<String> threadsBefore = OwnProcess.threadNames();
        Rhythm rhythm = new Rhythm(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        SdkEventLoopGroup loop = SdkEventLoopGroup.builder()
                .numberOfThreads(1)
                .threadFactory(
                        new DefaultThreadFactory(EVENT_LOOP, true)) // which gives the kind that the watcher's own is of
                .build();
        LambdaAsyncClient client = client(URI.create(arguments[0]), loop);
        Scheduler events = Schedulers.fromExecutorService(loop.eventLoopGroup().next());
        LoopbackCalls calls = Boolean.parseBoolean(arguments[3])
                ? new LoopbackCalls(client, () -> events, events)
                : new LoopbackCalls(client, Schedulers::parallel, Schedulers.newSingle("harness", true));
        Disposable unusedWatch = calls.watcher.watch(calls.functions).subscribe();
        calls.awaitPicksByValue();
        calls.permits.withhold();
        for (int pair = 0; pair < Integer.parseInt(arguments[4]); pair++) {
            calls.pair(WARM_UP);
        }
        calls.permits.set(rhythm.perSecond());
        calls.pair(rhythm);
        List<Pair> pairs = new ArrayList<>();
        for (int pair = 0; pair < Integer.parseInt(arguments[5]); pair++) {
            pairs.add(calls.pair(rhythm));
        }
        Set<String> threads = new TreeSet<>(OwnProcess.threadNames());
        threads.removeAll(threadsBefore);
        threads.removeIf(name -> name.startsWith("harness"));
        System.out.println(JSON.writeValueAsString(new Found(pairs, threads)));
        System.exit(0);
    }

    private Pair pair(Rhythm rhythm) throws InterruptedException {
        Sum bare = new Sum();
        Sum watched = new Sum();
        for (int turn = 0; turn < TURNS_A_PAIR; turn++) {
            Disposable running = bareCalls(rhythm);
            turn(this::bareCallsMade, bare);
            harness.schedule(running::dispose); // from another thread it would interrupt a call that is just being made
            Thread.sleep(PAUSE.toMillis());
            permits.give();
            hints.emitNext(functions.get(0), Sinks.EmitFailureHandler.FAIL_FAST); // that there are some
            turn(this::polls, watched);
            requirePicksByValue();
            permits.withhold();
            Thread.sleep(PAUSE.toMillis());
        }
        bare.leaveOutWorker(); // which may take the last answers
        return new Pair(bare.side(), watched.side());
    }

    private static void turn(LongSupplier calls, Sum sum) throws InterruptedException {
        Thread.sleep(PAUSE.toMillis());
        OwnProcess process = new OwnProcess();
        long before = calls.getAsLong();
        Thread.sleep(TURN.minus(PAUSE).minus(PAUSE).toMillis());
        sum.add(calls.getAsLong() - before, process);
    }

    private Disposable bareCalls(Rhythm rhythm) {
        AtomicLong made = new AtomicLong();
        return rhythm.due(harness)
                .subscribe(
                        due -> {
                            while (made.get() < due) {
                                bareCall(names.get((int) (made.getAndIncrement() % FUNCTIONS)));
                            }
                        },
                        this::failed);
    }

    private void bareCall(String name) {
        var unused = client.getFunction(request -> request.functionName(name)).whenComplete((answer, error) -> {
            if (error == null) {
                bareCalls.increment();
            } else {
                failed(error);
            }
        });
    }

    private void failed(Throwable error) {
        failure.compareAndSet(null, error);
    }

    private long bareCallsMade() {
        if (failure.get() != null) {
            throw new IllegalStateException("a bare call failed", failure.get());
        }
        return bareCalls.sum();
    }

    /** Until all functions were read, and found to be in transition. */
    private void awaitPicksByValue() throws InterruptedException {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            if (picksByValue(watcher.health().engine())) {
                return;
            }
            Thread.sleep(TURN.toMillis());
        }
        throw new IllegalStateException("not all were found in transition: " + watcher.health());
    }

    private static boolean picksByValue(EngineStatus status) {
        return status.running() == FUNCTIONS && !Double.isNaN(status.lastPickValue());
    }

    private long polls() {
        return watcher.health().engine().calls();
    }

    private void requirePicksByValue() {
        EngineStatus status = watcher.health().engine();
        if (status.failed() > 0) {
            throw new IllegalStateException("a call failed", status.lastFailure());
        }
        if (!picksByValue(status)) {
            throw new IllegalStateException("polls were to be picked by value, of functions in transition: " + status);
        }
    }

    /** What the turns of one way have used. */
    private static final class Sum {
        private final Map<String, Double> seconds = new TreeMap<>();
        private final Map<String, Double> bytes = new TreeMap<>();
        private long calls;

        void add(long made, OwnProcess process) {
            process.threadSeconds().forEach((thread, used) -> seconds.merge(thread, used, Double::sum));
            process.threadBytes().forEach((thread, used) -> bytes.merge(thread, used, Double::sum));
            seconds.remove(MEASURING);
            bytes.remove(MEASURING);
            calls += made;
        }

        void leaveOutWorker() {
            seconds.keySet().removeIf(thread -> thread.startsWith(WORKER));
            bytes.keySet().removeIf(thread -> thread.startsWith(WORKER));
        }

        Side side() {
            Map<String, Double> micros = new TreeMap<>();
            seconds.forEach((thread, used) -> micros.put(thread, used * 1e6 / calls));
            return new Side(new PollCost(sum(micros), Double.NaN, sum(bytes) / calls), micros);
        }

        private static double sum(Map<String, Double> byThread) {
            return byThread.values().stream().mapToDouble(each -> each).sum();
        }
    }

    /** As the watcher builds its own: one event loop that completes the calls, no retries. */
    private static LambdaAsyncClient client(URI endpoint, SdkEventLoopGroup loop) {
        return LambdaAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(
                        NettyNioAsyncHttpClient.builder().eventLoopGroup(loop).build())
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
