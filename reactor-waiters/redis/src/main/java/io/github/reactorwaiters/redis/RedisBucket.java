// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.reactorwaiters.budget.SchedulerClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The bucket of one pool of one shard, in Redis. */
final class RedisBucket implements SharedBucket {
    private static final long FRESH = Duration.ofMillis(200).toNanos();

    private final RedisStore store;
    private final Shard shard;
    private final String pool;
    private final BucketConfiguration configuration;
    private final Mono<AsyncBucketProxy> bucket;
    private final SchedulerClock clock;

    /** Whether Redis was told the ceiling: others may have made the bucket, by another one. */
    private volatile boolean configured;

    /** The rate as Redis told last: what another replica learns of throttling, this one knows a moment later. */
    private volatile @Nullable Told told;

    private record Told(Rate rate, long at) {}

    RedisBucket(
            RedisStore store,
            Mono<AsyncProxyManager<String>> buckets,
            SchedulerClock clock,
            Shard shard,
            String pool,
            double ceiling) {
        this.store = store;
        this.clock = clock;
        this.shard = shard;
        this.pool = pool;
        this.configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(SharedBucket.capacity(ceiling))
                        .refillGreedy(Math.round(ceiling * SharedPermits.UNITS), Duration.ofSeconds(1))
                        .build())
                .build();
        this.bucket = buckets.map(manager -> manager.builder()
                .build(store.keys().bucket(shard, pool), () -> CompletableFuture.completedFuture(configuration)));
    }

    /** Tells the ceiling with the next draw, in case another replica has told another one since. */
    void configureAgain() {
        configured = false;
    }

    @Override
    public Mono<Drawn> draw(long most) {
        return Mono.defer(this::rate)
                .flatMap(rate -> rate.pause().isZero()
                        ? bucket.flatMap(proxy -> configure(proxy)
                                        .then(Mono.fromCompletionStage(() -> proxy.tryConsumeAsMuchAsPossible(most))))
                                .map(units -> new Drawn(units, rate))
                        : Mono.just(new Drawn(0, rate)));
    }

    @Override
    public Mono<Rate> throttled(Duration ago, Duration pause) {
        return rate("1", pause, ago);
    }

    private Mono<Void> configure(AsyncBucketProxy proxy) {
        return configured
                ? Mono.empty()
                : Mono.fromCompletionStage(
                                () -> proxy.replaceConfiguration(configuration, TokensInheritanceStrategy.AS_IS))
                        .doOnSuccess(done -> configured = true);
    }

    private Mono<Rate> rate() {
        Told known = told;
        boolean fresh = known != null
                && clock.nanos() - known.at() < FRESH
                && known.rate().pause().isZero();
        return known != null && fresh ? Mono.just(known.rate()) : rate("0", Duration.ZERO, Duration.ZERO);
    }

    private Mono<Rate> rate(String throttled, Duration pause, Duration ago) {
        return store.<String>run(
                        Script.RATE,
                        List.of(store.keys().rate(shard, pool)),
                        List.of(throttled, Long.toString(pause.toMillis()), Long.toString(ago.toMillis())))
                .map(reply ->
                        new Rate(Double.parseDouble(reply.get(0)), Duration.ofMillis(Long.parseLong(reply.get(1)))))
                .doOnNext(rate -> told = new Told(rate, clock.nanos()));
    }
}
