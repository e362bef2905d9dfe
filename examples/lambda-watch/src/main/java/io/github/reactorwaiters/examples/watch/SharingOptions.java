// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.redis.RedisStore;
import io.github.reactorwaiters.redis.Shard;
import io.github.reactorwaiters.redis.WatchedShard;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code serve} takes to share its work with other processes. */
final class SharingOptions {
    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:LAMBDA_WATCH_REDIS}",
            description = "Share polls, budget and changes with others over this Redis, such as redis://127.0.0.1:6379;"
                    + " default: LAMBDA_WATCH_REDIS, else alone.")
    @Nullable
    String redis;

    @Option(
            names = "--redis-prefix",
            paramLabel = "PREFIX",
            description = "Of the keys in Redis; default: ${DEFAULT-VALUE}.")
    String prefix = RedisStore.DEFAULT_PREFIX;

    @Option(names = "--account", paramLabel = "ID", description = "With --redis; default: AWS STS is asked.")
    @Nullable
    String account;

    RedisStore store(String uri) {
        RedisStore store = RedisStore.at(uri);
        try {
            return store.withPrefix(prefix);
        } catch (IllegalArgumentException refused) {
            store.close();
            throw refused;
        }
    }

    WatchedShard shard(CommonOptions options, List<String> patterns) {
        Predicate<FunctionName> accepted = patterns.stream()
                .map(FunctionName::matching)
                .reduce(Predicate::or)
                .orElse(function -> true);
        Shard shard = new Shard(account == null ? options.account() : account, options.regionName());
        return WatchedShard.watchedBy(shard, options::watcher).withFunctions(accepted);
    }
}
