// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.Quoted;
import java.util.Objects;

/**
 * Names in Redis, by the schema of {@code docs/guide/scale-out.md}. All share one hash tag: scripts take several at once,
 * and numbers are drawn over all shards.
 */
record Keys(String prefix) {
    Keys {
        Objects.requireNonNull(prefix, "prefix");
        if (!prefix.matches("[a-zA-Z0-9._:-]{1,64}")) {
            throw new IllegalArgumentException(
                    "prefix must be 1 to 64 letters, digits, ., _, : or -: " + Quoted.of(prefix));
        }
    }

    /** Live replicas, by when they count as dead. */
    String replicas() {
        return of("replicas");
    }

    /** How many replicas have ever joined. */
    String joined() {
        return of("joined");
    }

    /** The number of the latest change. */
    String sequence() {
        return of("seq");
    }

    /** The name of the log, which tells its numbers from those of another. */
    String stream() {
        return of("stream");
    }

    /** The shards that there are changes of, as a stream. */
    String shards() {
        return of("shards");
    }

    /** Who polls a shard, and until when. */
    String owner(Shard shard) {
        return of("owner:" + shard);
    }

    /** The changes of a shard. */
    String changes(Shard shard) {
        return of("changes:" + shard);
    }

    /** How each function of a shard is. */
    String functions(Shard shard) {
        return of("functions:" + shard);
    }

    /** How much of its ceiling a pool gives since the service throttled. */
    String rate(Shard shard, String pool) {
        return of("rate:" + shard + ':' + pool);
    }

    /** A pool's token bucket. */
    String bucket(Shard shard, String pool) {
        return of("bucket:" + shard + ':' + pool);
    }

    private String of(String name) {
        return '{' + prefix + "}:" + name;
    }
}
