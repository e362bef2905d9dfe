// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.redis;

import io.github.reactorwaiters.lambda.Quoted;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.reactive.RedisClusterReactiveCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A Redis, 6.2 or later, and the prefix of our keys in it. Connects when it is first used, and again whenever the
 * connection breaks; a command fails at once while there is none. Thread-safe; make one per process.
 *
 * <p>All keys lie in one slot, so that Redis Cluster serves them, too; user name, password and TLS are the URI's, such as
 * {@code rediss://user:password@host:6379}.
 */
public final class RedisStore implements AutoCloseable {
    /** The prefix unless told otherwise. */
    public static final String DEFAULT_PREFIX = "reactor-waiters";

    private static final int EVENT_LOOPS = 1;
    private static final int COMPUTATION_THREADS = 2;
    private static final int LONGEST_HOST = 253;
    private static final Duration LONGEST_RECONNECT = Duration.ofSeconds(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final Keys keys;
    private final Shared shared;

    /** What stores of different prefixes have in common. */
    private record Shared(RedisConnections connections, ClientResources resources, AtomicBoolean closed) {}

    private RedisStore(Keys keys, Shared shared) {
        this.keys = keys;
        this.shared = shared;
    }

    /**
     * One Redis, or one that Sentinels know.
     *
     * @param uri such as {@code redis://127.0.0.1:6379}, {@code rediss://} with TLS, {@code redis-sentinel://host:26379#master}
     * @throws IllegalArgumentException if it is none
     */
    public static RedisStore at(String uri) {
        return at(read("uri", uri));
    }

    /**
     * As {@link #at(String)}.
     *
     * @throws IllegalArgumentException if it has no host and port, no Sentinel and no socket, or switches the verification of
     *     certificates off
     */
    public static RedisStore at(RedisURI uri) {
        if (!isAddress(Objects.requireNonNull(uri, "uri"))) {
            throw new IllegalArgumentException(
                    "uri must have a host and a port: " + Quoted.of(uri.getHost() + ":" + uri.getPort()));
        }
        requireVerified("uri", uri);
        RedisURI.Builder patient = RedisURI.builder(uri).withTimeout(CONNECT_TIMEOUT);
        // Lettuce's copy leaves the Sentinels out.
        uri.getSentinels().forEach(patient::withSentinel);
        if (uri.getSentinelMasterId() != null) {
            patient.withSentinelMasterId(uri.getSentinelMasterId());
        }
        ClientResources resources = resources();
        RedisClient client = RedisClient.create(resources);
        client.setOptions(configure(ClientOptions.builder()).build());
        return new RedisStore(
                new Keys(DEFAULT_PREFIX),
                new Shared(RedisConnections.single(client, patient.build()), resources, new AtomicBoolean()));
    }

    /**
     * A Redis Cluster of which some nodes are named.
     *
     * @param nodes at least one, each such as {@code redis://10.0.0.1:6379}
     * @throws IllegalArgumentException if there is none, or one is none
     */
    public static RedisStore atCluster(String... nodes) {
        return atCluster(Stream.of(Objects.requireNonNull(nodes, "nodes"))
                .map(node -> read("nodes", node))
                .toList());
    }

    /** As {@link #atCluster(String...)}. */
    public static RedisStore atCluster(Collection<RedisURI> nodes) {
        List<RedisURI> known = List.copyOf(Objects.requireNonNull(nodes, "nodes"));
        if (known.isEmpty() || !known.stream().allMatch(RedisStore::isAddress)) {
            throw new IllegalArgumentException("nodes must name at least one, each by host and port: "
                    + Quoted.of(String.join(
                            ", ",
                            known.stream()
                                    .map(uri -> uri.getHost() + ":" + uri.getPort())
                                    .toList())));
        }
        known.forEach(node -> requireVerified("nodes", node));
        ClientResources resources = resources();
        RedisClusterClient client = RedisClusterClient.create(resources, known);
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        configure(options);
        // A cluster's connections to its nodes are made by the first command, which must not be rejected for that.
        options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS);
        client.setOptions(options.build());
        return new RedisStore(
                new Keys(DEFAULT_PREFIX), new Shared(RedisConnections.cluster(client), resources, new AtomicBoolean()));
    }

    /**
     * The same Redis with keys of another prefix: another set of replicas, shards and changes.
     *
     * @param prefix 1 to 64 letters, digits, ., _, : or -
     */
    public RedisStore withPrefix(String prefix) {
        return new RedisStore(new Keys(prefix), shared);
    }

    /** The prefix of the keys. */
    public String prefix() {
        return keys.prefix();
    }

    Keys keys() {
        return keys;
    }

    RedisConnections connections() {
        return shared.connections();
    }

    /** For commands that Redis answers at once. */
    Mono<RedisClusterReactiveCommands<String, String>> commands() {
        return connections().commands();
    }

    /** Runs {@code script}, by its digest if Redis knows it. */
    <T> Mono<List<T>> run(Script script, List<String> scriptKeys, List<String> arguments) {
        String[] names = scriptKeys.toArray(String[]::new);
        String[] values = arguments.toArray(String[]::new);
        return commands()
                .flatMap(redis -> redis.<List<T>>evalsha(script.digest(), ScriptOutputType.MULTI, names, values)
                        .onErrorResume(
                                RedisNoScriptException.class,
                                unknown -> redis.eval(script.text(), ScriptOutputType.MULTI, names, values))
                        .next());
    }

    /** Closes the connections, also for stores of other prefixes. Idempotent; does not wait. */
    @Override
    public void close() {
        if (shared.closed().compareAndSet(false, true)) {
            shared.connections().close();
            var unused = shared.resources().shutdown(0, 1, TimeUnit.SECONDS);
            // The resources leave alone what they were given. Each time gives back one of two references: the
            // connections', and
            // the client's, for it may not come to that.
            for (int reference = 0; reference < 2; reference++) {
                var unusedToo = shared.resources().eventLoopGroupProvider().shutdown(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    /** Without Lettuce's message, which repeats the password. */
    private static RedisURI read(String name, String text) {
        Objects.requireNonNull(text, name);
        try {
            RedisURI uri = RedisURI.create(text);
            if (isAddress(uri)) {
                return uri;
            }
        } catch (RuntimeException unreadable) {
            // Said below.
        }
        throw new IllegalArgumentException(name + " must read as redis://host:6379 does: "
                + Quoted.of(text.replaceFirst("(?s)^([a-z+-]*:/*)?.*@", "$1***@")));
    }

    private static void requireVerified(String name, RedisURI uri) {
        if (uri.isSsl() && !uri.isVerifyPeer()) {
            throw new IllegalArgumentException(
                    name + " must not switch the verification of certificates off: " + Quoted.of("verifyPeer=NONE"));
        }
    }

    /** Lettuce takes {@code redis://host:port} for a host of this name. */
    private static boolean isAddress(RedisURI uri) {
        String host = uri.getHost();
        if (uri.getSocket() != null || !uri.getSentinels().isEmpty()) {
            return true;
        }
        return host != null
                && host.length() <= LONGEST_HOST
                && (host.matches("[\\p{Alnum}._-]+")
                        || host.matches("\\[?[\\p{XDigit}.]*:[\\p{XDigit}:.]*:[\\p{XDigit}.]*]?"))
                && uri.getPort() > 0
                && uri.getPort() <= 65_535;
    }

    private static ClientResources resources() {
        Script.readAll();
        return ClientResources.builder()
                .eventLoopGroupProvider(new DefaultEventLoopGroupProvider(EVENT_LOOPS))
                .computationThreadPoolSize(COMPUTATION_THREADS)
                .reconnectDelay(Delay.exponential(Duration.ofMillis(10), LONGEST_RECONNECT, 2, TimeUnit.MILLISECONDS))
                .build();
    }

    /** A command that cannot be sent fails, so that nothing old is sent later; timeouts are the callers' business. */
    private static ClientOptions.Builder configure(ClientOptions.Builder options) {
        return options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                .timeoutOptions(TimeoutOptions.create())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(5))
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build());
    }
}
