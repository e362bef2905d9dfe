// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** The bucket of one pool of one shard, in Redis, and the rate that throttling left it. Thread-safe. */
final class SharedBucket {
    private final RedisStore store;
    private final Shard shard;
    private final String pool;
    private final Mono<AsyncBucketProxy> bucket;

    /**
     * What the pool gives.
     *
     * @param part of its ceiling, in (0, 1]
     * @param pause how long nothing is to be given
     */
    record Rate(double part, Duration pause) {}

    /**
     * What was drawn.
     *
     * @param units a permit's worth is {@link SharedPermits#UNITS} at the full rate
     */
    record Drawn(long units, Rate rate) {}

    SharedBucket(RedisStore store, Mono<AsyncProxyManager<String>> buckets, Shard shard, String pool, double ceiling) {
        this.store = store;
        this.shard = shard;
        this.pool = pool;
        BucketConfiguration configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(Math.round(Math.max(1, ceiling * SharedPermits.BURST_SECONDS) * SharedPermits.UNITS))
                        .refillGreedy(Math.round(ceiling * SharedPermits.UNITS), Duration.ofSeconds(1))
                        .build())
                .build();
        this.bucket = buckets.map(manager -> manager.builder()
                .build(store.keys().bucket(shard, pool), () -> CompletableFuture.completedFuture(configuration)));
    }

    /** Draws up to {@code most} units; none while the pool is to pause. */
    Mono<Drawn> draw(long most) {
        return rate("0", Duration.ZERO)
                .flatMap(rate -> rate.pause().isZero()
                        ? bucket.flatMap(
                                        proxy -> Mono.fromCompletionStage(() -> proxy.tryConsumeAsMuchAsPossible(most)))
                                .map(units -> new Drawn(units, rate))
                        : Mono.just(new Drawn(0, rate)));
    }

    /** Tells that the service throttled, and asked to pause. */
    Mono<Rate> throttled(Duration pause) {
        return rate("1", pause);
    }

    private Mono<Rate> rate(String throttled, Duration pause) {
        return store.<String>run(
                        Script.RATE,
                        List.of(store.keys().rate(shard, pool)),
                        List.of(throttled, Long.toString(pause.toMillis())))
                .map(reply ->
                        new Rate(Double.parseDouble(reply.get(0)), Duration.ofMillis(Long.parseLong(reply.get(1)))));
    }
}
