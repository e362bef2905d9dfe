// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.lambda.FunctionWatcherBuilder;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * A shard and how it is watched. Immutable. All replicas must be given the same: any of them may come to poll it.
 *
 * @param shard the account and region
 * @param watcher settings of a watcher, new ones at each call, called when this replica comes to own the shard; the budget is
 *     set by {@link Watchers}, and brings the scheduler
 * @param functions which functions are watched, by plain name; called on the watcher's worker and where the log is read, must not
 *     block
 * @param quotas what the account allows in the region
 */
public record WatchedShard(
        Shard shard, Supplier<FunctionWatcherBuilder> watcher, Predicate<FunctionName> functions, ApiQuotas quotas) {
    private record All() implements Predicate<FunctionName> {
        @Override
        public boolean test(FunctionName function) {
            return true;
        }
    }

    /** The settings of {@link #of}: equal if the credentials are. */
    private record Assumed(Region region, AwsCredentialsProvider credentials)
            implements Supplier<FunctionWatcherBuilder> {
        @Override
        public FunctionWatcherBuilder get() {
            return FunctionWatcher.builder()
                    .client(client -> client.region(region).credentialsProvider(credentials));
        }
    }

    /** Checks that all are there. */
    public WatchedShard {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(watcher, "watcher");
        Objects.requireNonNull(functions, "functions");
        Objects.requireNonNull(quotas, "quotas");
    }

    /** All functions that the credentials of {@code shard}'s account show, such as those of an assumed role. Equal if both are. */
    public static WatchedShard of(Shard shard, AwsCredentialsProvider credentials) {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(credentials, "credentials");
        return watchedBy(shard, new Assumed(Region.of(shard.region()), credentials));
    }

    /** All functions of a shard, by watchers of other settings. Equal if {@code shard} and {@code watcher} are. */
    public static WatchedShard watchedBy(Shard shard, Supplier<FunctionWatcherBuilder> watcher) {
        return new WatchedShard(shard, watcher, new All(), ApiQuotas.DEFAULT);
    }

    /** The same of some functions only, such as {@link FunctionName#matching}. */
    public WatchedShard withFunctions(Predicate<FunctionName> functions) {
        return new WatchedShard(shard, watcher, functions, quotas);
    }

    /** The same with other quotas or another share of them. */
    public WatchedShard withQuotas(ApiQuotas quotas) {
        return new WatchedShard(shard, watcher, functions, quotas);
    }
}
