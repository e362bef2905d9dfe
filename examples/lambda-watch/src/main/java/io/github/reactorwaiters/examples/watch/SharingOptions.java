// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.examples.watch;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
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

    /** Says which of these options need {@code --redis}. */
    void requireNoneAlone() {
        if (redis == null && account != null) {
            throw new IllegalArgumentException("--account must come with --redis: " + Quoted.of(account));
        }
        if (redis == null && !prefix.equals(RedisStore.DEFAULT_PREFIX)) {
            throw new IllegalArgumentException("--redis-prefix must come with --redis: " + Quoted.of(prefix));
        }
    }

    /** The dashboard of what is watched over this Redis; refuses options before anything is asked. */
    SharedDashboard serve(String uri, CommonOptions options, List<String> patterns, int port, @Nullable String token) {
        RedisStore store = Given.read("--redis", () -> RedisStore.at(uri));
        RedisStore prefixed;
        WatchedShard shard;
        try {
            prefixed = Given.read("--redis-prefix", () -> store.withPrefix(prefix));
            shard = shard(options, patterns);
        } catch (RuntimeException refused) {
            store.close();
            throw refused;
        }
        return SharedDashboard.serve(prefixed, shard, port, token);
    }

    private WatchedShard shard(CommonOptions options, List<String> patterns) {
        Predicate<FunctionName> accepted = Selection.matching(patterns);
        options.watcher(); // refuses now what it would refuse when the shard is ours
        String region = options.regionName();
        String owner = account == null ? options.account() : account;
        Shard shard = Given.read("--account", () -> new Shard(owner, region));
        return WatchedShard.watchedBy(shard, options::watcher).withFunctions(accepted);
    }
}
