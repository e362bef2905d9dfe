// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.web.ChangeHub;
import io.github.reactorwaiters.web.server.DashboardServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/**
 * A replica in a process of its own, to be killed and stopped. Arguments: Redis, the TTL, a file to note its calls in, and the
 * shards, each as {@code account/region=endpoint}. Prints its port and its name.
 */
final class ReplicaProcess {
    private ReplicaProcess() {}

    public static void main(String[] args) throws IOException {
        PrintStream calls = new PrintStream(
                Files.newOutputStream(Path.of(args[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND), true);
        List<WatchedShard> shards =
                Stream.of(args).skip(3).map(text -> shard(text, calls)).toList();
        Watchers watchers = Watchers.over(RedisStore.at(args[0]))
                .shards(shards)
                .leaseTtl(Duration.parse(args[1]))
                .start();
        ChangeHub hub = Objects.requireNonNull(
                watchers.hub(settings -> settings, 10_000).block());
        DashboardServer server =
                Objects.requireNonNull(DashboardServer.of(hub).port(0).start().block());
        Flux.interval(Duration.ofMillis(20))
                .takeUntil(tick -> watchers.replica() != null)
                .blockLast();
        System.out.println("replica " + server.port() + ' ' + watchers.replica());
        Flux.never().blockLast();
    }

    private static WatchedShard shard(String text, PrintStream calls) {
        String[] parts = text.split("[/=]", 3);
        Shard shard = new Shard(parts[0], parts[1]);
        return WatchedShard.watchedBy(shard, () -> FunctionWatcher.builder().client(client -> client.endpointOverride(
                        URI.create(parts[2]))
                .region(Region.of(shard.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .overrideConfiguration(options -> options.addExecutionInterceptor(new Noted(shard, calls)))));
    }

    /** Notes its calls, as {@link SentCall#read} reads them. */
    private record Noted(Shard shard, PrintStream calls) implements ExecutionInterceptor {
        private static final ExecutionAttribute<Long> MADE = new ExecutionAttribute<>("made");

        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            attributes.putAttribute(MADE, System.currentTimeMillis());
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            calls.println(attributes.getAttribute(MADE) + " " + System.currentTimeMillis() + ' ' + shard + ' '
                    + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
        }
    }
}
