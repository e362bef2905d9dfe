// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.lambda.ChangeKind;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionSnapshot;
import io.github.reactorwaiters.lambda.FunctionStateChange;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import io.github.reactorwaiters.lambda.WatcherHealth;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import io.github.reactorwaiters.redis.Watchers;
import io.github.reactorwaiters.rollout.AliasShift;
import io.github.reactorwaiters.rollout.FunctionOutcome;
import io.github.reactorwaiters.rollout.Rollout;
import io.github.reactorwaiters.rollout.RolloutEvent;
import io.github.reactorwaiters.rollout.RolloutJournal;
import io.github.reactorwaiters.rollout.Target;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.model.Durations;
import io.github.reactorwaiters.testkit.wire.Faults;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.LoopResources;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;

/**
 * No timer, worker or event loop ever blocks: neither the engine's, nor the SDK's, nor the testkit's. BlockHound rewrites
 * classes of the JDK, so this runs in a JVM of its own (see this module's pom).
 */
@Tag("own-jvm")
@Timeout(120)
class NonBlockingTest {
    private static final Queue<Throwable> BLOCKING = new ConcurrentLinkedQueue<>();

    /** The SDK's event loops are plain threads; those of Reactor and Reactor Netty are marked as non-blocking. */
    private static final String SDK_EVENT_LOOP = "aws-java-sdk-NettyEventLoop";

    @BeforeAll
    static void install() throws ReflectiveOperationException {
        GrownBuffers.grow();
        BlockHound.install(hound -> hound.nonBlockingThreadPredicate(
                        others -> others.or(thread -> thread.getName().startsWith(SDK_EVENT_LOOP)))
                // How the SDK closes a client's connections, on a thread of Netty's that serves nobody else.
                .allowBlockingCallsInside("io.netty.channel.pool.SimpleChannelPool", "close")
                // A lock that two signing calls may want at once, held while a map is changed.
                .allowBlockingCallsInside("software.amazon.awssdk.utils.cache.FifoCache", "add")
                // The same, held while a digest is taken from a pool or given back.
                .allowBlockingCallsInside("software.amazon.awssdk.checksums.internal.DigestAlgorithm", "getDigest")
                .allowBlockingCallsInside(
                        "software.amazon.awssdk.checksums.internal.DigestAlgorithm$CloseableMessageDigest", "close")
                // Noted only: an error thrown out of a lock's queue would leave that lock unusable.
                .blockingMethodCallback(method -> BLOCKING.add(new AssertionError(
                        "on " + Thread.currentThread().getName(), new BlockingOperationError(method)))));
    }

    @BeforeEach
    void nothingSeenYet() {
        BLOCKING.clear();
    }

    /** Told also when a test failed before, which it may have done for this reason. */
    @AfterEach
    void nothingBlocked() {
        assertThat(BLOCKING).as(NonBlockingTest::traces).isEmpty();
    }

    @Test
    void blockingIsSeenOnEveryKindOfThread() {
        LoopResources server = LoopResources.create("simulated-lambda", 1, true);
        SdkEventLoopGroup client =
                SdkEventLoopGroup.builder().numberOfThreads(1).build();
        ClientResources redis = ClientResources.create();
        FunctionWatcher watcher = FunctionWatcher.builder()
                .client(options -> options.region(Region.EU_WEST_1))
                .build();
        List<Executor> threads = List.of(
                Schedulers.parallel()::schedule,
                server.onServer(false),
                client.eventLoopGroup(),
                task -> watcher.learned().subscribe(learned -> task.run()),
                redis.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass()),
                redis.eventExecutorGroup());
        for (Executor thread : threads) {
            StepVerifier.create(Mono.<Void>create(sink -> thread.execute(() -> {
                        pause();
                        sink.success();
                    })))
                    .expectComplete()
                    .verify(Duration.ofSeconds(10));
        }
        assertThat(BLOCKING).hasSize(threads.size());
        BLOCKING.clear();
        server.dispose();
        watcher.close();
        assertThat(client.eventLoopGroup().shutdownGracefully()).isNotNull();
        assertThat(redis.shutdown()).isNotNull();
    }

    @Test
    void watchingInMemoryBlocksNoThread() {
        try (SimulatedLambda lambda = simulation();
                var client = lambda.client(options -> options.credentialsProvider(NonBlockingTest::credentials))) {
            watches(lambda, FunctionWatcher.builder(client));
        }
    }

    @Test
    void watchingOverHttpBlocksNoThread() {
        try (SimulatedLambda lambda = simulation();
                ServedLambda server = lambda.serve(0)) {
            watches(lambda, FunctionWatcher.builder().client(options -> options.endpointOverride(server.endpoint())
                    .region(Region.EU_WEST_1)
                    .credentialsProvider(NonBlockingTest::credentials)));
        }
    }

    /** Sweeps, a rollout that shifts aliases and keeps a journal, its waits, and clients on WebSockets, all at once. */
    @Test
    void aRolloutUnderTheEyesOfBrowsersBlocksNoThread(@TempDir Path directory) throws IOException {
        Path journal = directory.resolve("journal");
        try (SimulatedLambda lambda = simulation();
                ServedLambda server = lambda.serve(0);
                FunctionWatcher watcher = FunctionWatcher.builder()
                        .client(options -> options.endpointOverride(server.endpoint())
                                .region(Region.EU_WEST_1)
                                .credentialsProvider(NonBlockingTest::credentials))
                        .build();
                ChangeHub hub = ChangeHub.of(watcher, watcher.watchAll()).start();
                DashboardServer dashboard =
                        DashboardServer.of(hub).port(0).start().block()) {
            List<String> names = lambda.functions().names().subList(0, 5);
            release(lambda, names);
            Rollout rollout = Rollout.builder(watcher)
                    .targets(Flux.fromIterable(names).map(name -> new Target(FunctionName.of(name), RolloutFleet.NEW)))
                    .alias(AliasShift.canary("live", 10, Duration.ofSeconds(1)))
                    .journal(RolloutJournal.file(journal))
                    .build();
            Mono<Long> frames = HttpClient.create()
                    .websocket()
                    .uri("ws://127.0.0.1:" + dashboard.port() + "/ws/changes")
                    .handle((in, out) -> in.receive().asString())
                    .filter(frame -> frame.contains("UPDATE_COMPLETED"))
                    .take(5)
                    .count();
            StepVerifier.create(Mono.zip(frames, frames, rollout.run().last().delaySubscription(Duration.ofSeconds(1))))
                    .assertNext(seen -> {
                        assertThat(seen.getT1()).isEqualTo(5);
                        assertThat(((RolloutEvent.Ended) seen.getT3()).summary().count(FunctionOutcome.UPDATED))
                                .isEqualTo(5);
                    })
                    .expectComplete()
                    .verify(Duration.ofSeconds(60));
            assertThat(lambda.calls().count("UpdateAlias")).isEqualTo(2L * names.size());
        }
        assertThat(journal).content().contains("SHIFTED");
    }

    /** Polls, waits and changes out of one budget in Redis, of which a client reads the log. */
    @Test
    void watchingOverRedisBlocksNoThread(@TempDir Path directory) throws Exception {
        Shard shard = new Shard("000000000001", "eu-west-1");
        try (SimulatedLambda lambda = simulation();
                ServedLambda server = lambda.serve(0);
                RedisProcess redis = RedisProcess.start(directory);
                RedisStore store = RedisStore.at(redis.uri());
                Watchers watchers = Watchers.over(store)
                        .shards(List.of(WatchedShard.watchedBy(shard, () -> over(server))))
                        .start();
                FunctionWatcher waiting =
                        over(server).budget(watchers.budget(shard)).build()) {
            List<String> names = lambda.functions().names().subList(0, 20);
            ChangeHub hub = watchers.hub(settings -> settings, 1_000).block(Duration.ofSeconds(20));
            Flux<FunctionStateChange> changes = watchers.changes().onBackpressureError();
            Mono<List<String>> updated = changes.filter(change -> change.is(ChangeKind.UPDATE_COMPLETED))
                    .map(change -> change.function().name())
                    .distinct()
                    .take(names.size())
                    .collectList();
            Mono<List<FunctionSnapshot>> waits = changes.take(60)
                    .thenMany(Flux.fromIterable(names))
                    .doOnNext(lambda.functions()::startUpdate)
                    .flatMap(name -> waiting.awaitUpdated(FunctionName.of(name)))
                    .collectList();
            StepVerifier.create(updated.zipWith(waits))
                    .assertNext(done -> {
                        assertThat(done.getT1()).hasSameElementsAs(names);
                        assertThat(done.getT2()).hasSize(names.size());
                    })
                    .expectComplete()
                    .verify(Duration.ofSeconds(60));
            assertThat(watchers.owned()).containsExactly(shard);
            StepVerifier.create(Flux.interval(Duration.ofMillis(50))
                            .filter(tick -> hub.health().status() == WatcherHealth.Status.HEALTHY)
                            .next())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
            hub.close();

            redis.stop();
            StepVerifier.create(Flux.interval(Duration.ofMillis(50))
                            .filter(tick -> watchers.health().status() == WatcherHealth.Status.DEGRADED)
                            .next())
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(30));
        }
    }

    private static FunctionWatcherBuilder over(ServedLambda server) {
        return FunctionWatcher.builder().client(options -> options.endpointOverride(server.endpoint())
                .region(Region.EU_WEST_1)
                .credentialsProvider(NonBlockingTest::credentials));
    }

    /** Version 1 behind the alias {@code live}. */
    private static void release(SimulatedLambda lambda, List<String> names) {
        try (LambdaAsyncClient client = lambda.client()) {
            names.forEach(name -> {
                lambda.functions().publish(name);
                client.createAlias(
                                alias -> alias.functionName(name).name("live").functionVersion("1"))
                        .join();
            });
        }
    }

    private static SimulatedLambda simulation() {
        SimulatedLambda lambda = SimulatedLambda.builder()
                .durations(Durations.fixed(Duration.ofMillis(700)))
                .latency(Duration.ofMillis(1), Duration.ofMillis(5))
                .build();
        lambda.functions().add(60);
        return lambda;
    }

    /** Waits for updates and a creation while all is watched, first well, then in trouble. */
    private static void watches(SimulatedLambda lambda, FunctionWatcherBuilder settings) {
        List<String> names = lambda.functions().names();
        try (FunctionWatcher watcher = settings.callTimeout(Duration.ofSeconds(1))
                .hints(Flux.interval(Duration.ofMillis(100)).map(tick -> FunctionName.of(names.get(0))))
                .build()) {
            Flux<FunctionStateChange> all = watcher.watchAll().onBackpressureError();
            Mono<List<FunctionSnapshot>> waits = Flux.fromIterable(names.subList(0, 20))
                    .doOnNext(lambda.functions()::startUpdate)
                    .flatMap(name -> watcher.awaitUpdated(FunctionName.of(name)))
                    .collectList();
            StepVerifier.create(waits.zipWith(all.take(60).count()))
                    .assertNext(done -> assertThat(done.getT1()).hasSize(20))
                    .expectComplete()
                    .verify(Duration.ofSeconds(45));

            lambda.faults()
                    .add(
                            Faults.parse(
                                    "throttle:2x,error500:2x,error503html:2x,reset:2x,half:2x,malformed:2x,hang:2x,expiredtoken:1x,unknown:0.1"));
            lambda.functions().create("late");
            Mono<FunctionStateChange> late = all.filter(
                            change -> change.function().name().equals("late"))
                    .next();
            StepVerifier.create(Mono.zip(waits, late, watcher.awaitActive(FunctionName.of("late"))))
                    .expectNextCount(1)
                    .expectComplete()
                    .verify(Duration.ofSeconds(45));
            assertThat(watcher.health().engine().failed())
                    .as("calls that met trouble")
                    .isPositive();
        }
    }

    private static String traces() {
        StringWriter traces = new StringWriter();
        BLOCKING.forEach(error -> error.printStackTrace(new PrintWriter(traces)));
        return traces.toString();
    }

    /** As STS or a file: it may block, for it is not asked on a thread that must not. */
    private static AwsCredentials credentials() {
        pause();
        return AwsBasicCredentials.create("AKID", "secret");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
