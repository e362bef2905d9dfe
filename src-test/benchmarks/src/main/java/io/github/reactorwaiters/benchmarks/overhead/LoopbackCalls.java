// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.overhead;

import io.github.reactorwaiters.benchmarks.process.Child;
import io.github.reactorwaiters.benchmarks.process.OwnProcess;
import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.poll.EngineStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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

/** GetFunction calls over HTTP at a steady rate, by a watcher or bare, in a process of its own: what they cost. */
final class LoopbackCalls {
    static final int FUNCTIONS = 1_000;
    static final int PER_SECOND = 500;

    /** Hints see to it that no permit is idle. */
    private static final Duration HINTS_EVERY = Duration.ofMillis(100);

    private static final int HINTED = PER_SECOND / 10;
    private static final Scheduler HARNESS = Schedulers.newSingle("harness", true);
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What was measured.
     *
     * @param cost of one call, in CPU of the Java threads
     * @param processMicros the same of the whole process, its compiler and collector included
     * @param threadMicros CPU of one call by thread
     * @param threads that were not there before there was a client, by name
     */
    record Found(PollCost cost, double processMicros, Map<String, Double> threadMicros, Set<String> threads) {}

    private LoopbackCalls() {}

    /**
     * Measures, and prints the {@link Found} as JSON.
     *
     * @param arguments the endpoint, {@code bare} or {@code watched}, seconds to warm up, seconds to measure
     */
    public static void main(String... arguments) throws InterruptedException {
        var unused = Child.endWithParent();
        Set<String> threadsBefore = OwnProcess.threadNames();
        LambdaAsyncClient client = client(URI.create(arguments[0]));
        LongSupplier calls = arguments[1].equals("bare") ? bare(client) : watched(client);
        Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments[2])).toMillis());
        OwnProcess process = new OwnProcess();
        long callsBefore = calls.getAsLong();
        Thread.sleep(Duration.ofSeconds(Long.parseLong(arguments[3])).toMillis());
        double made = calls.getAsLong() - (double) callsBefore;
        double processMicros = process.cpuSeconds() * 1e6 / made;
        double bytes = process.allocatedBytes() / made;
        Map<String, Double> micros = process.threadSeconds();
        micros.replaceAll((name, seconds) -> seconds * 1e6 / made);
        double sum = micros.values().stream().mapToDouble(each -> each).sum();
        Set<String> threads = new TreeSet<>(OwnProcess.threadNames());
        threads.removeAll(threadsBefore);
        threads.removeIf(name -> name.startsWith("harness"));
        System.out.println(JSON.writeValueAsString(
                new Found(new PollCost(sum, Double.NaN, bytes), processMicros, micros, threads)));
        System.exit(0);
    }

    /** As the watcher builds its own: one event loop that completes the calls, no retries. */
    private static LambdaAsyncClient client(URI endpoint) {
        return LambdaAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClient(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(1))
                        .build())
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static LongSupplier bare(LambdaAsyncClient client) {
        List<String> names = names();
        LongAdder calls = new LongAdder();
        Disposable unused = Flux.interval(Duration.ofNanos(1_000_000_000 / PER_SECOND), HARNESS)
                .onBackpressureDrop()
                .flatMap(tick -> Mono.fromFuture(
                        () -> client.getFunction(request -> request.functionName(names.get((int) (tick % FUNCTIONS))))))
                .subscribe(answer -> calls.increment(), Throwable::printStackTrace);
        return calls::sum;
    }

    private static LongSupplier watched(LambdaAsyncClient client) {
        FunctionWatcher watcher = FunctionWatcher.builder(client)
                .budget(ApiBudget.of(PER_SECOND, 15, 1, Schedulers::parallel))
                .listNamed(false) // it is a poll that is weighed
                .build();
        List<FunctionName> names = names().stream().map(FunctionName::of).toList();
        Disposable unusedWatching = watcher.watch(names).subscribe();
        Disposable unusedHints = Flux.interval(HINTS_EVERY, HARNESS)
                .map(tick -> (int) (tick * HINTED % FUNCTIONS))
                .subscribe(from -> watcher.hint(names.subList(from, from + HINTED)));
        return () -> {
            EngineStatus status = watcher.health().engine();
            if (status.failed() > 0) {
                throw new IllegalStateException("a call failed", status.lastFailure());
            }
            return status.calls();
        };
    }

    private static List<String> names() {
        return IntStream.rangeClosed(1, FUNCTIONS)
                .mapToObj(number -> String.format("function-%05d", number))
                .toList();
    }
}
