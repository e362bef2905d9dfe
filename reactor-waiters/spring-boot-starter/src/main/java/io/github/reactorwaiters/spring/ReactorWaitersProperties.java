// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.Quoted;
import io.github.reactorwaiters.web.AccessPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What {@code reactor-waiters.*} says. Immutable.
 *
 * @param enabled whether anything is configured at all
 * @param region the AWS region of the client that is made here; default: of the bean AwsRegionProvider, else the SDK's
 *     default chain
 * @param endpoint another server that speaks Lambda's API, such as http://127.0.0.1:9001
 * @param budgetShare the part of AWS's quotas to use, above 0 and at most 1
 * @param maxConcurrency most calls under way at a time
 * @param callTimeout when a call that was not answered is aborted
 * @param awaitTimeout how long an await waits before it fails
 * @param strict whether streams fail where trouble will not pass by itself
 * @param functions names or patterns with * and ? of the functions to stream and to list; none: all
 * @param stream streams to browsers
 */
@ConfigurationProperties("reactor-waiters")
public record ReactorWaitersProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String region,
        @Nullable URI endpoint,
        @DefaultValue("0.8") double budgetShare,
        @DefaultValue("50") int maxConcurrency,
        @DefaultValue("10s") Duration callTimeout,
        @DefaultValue("10m") Duration awaitTimeout,
        @DefaultValue("false") boolean strict,
        @DefaultValue List<String> functions,
        @DefaultValue Stream stream) {

    private static final int LONGEST_REGION = 32;
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Checks all, by the names of the properties. */
    public ReactorWaitersProperties {
        if (!(budgetShare > 0 && budgetShare <= 1)) {
            throw new IllegalArgumentException(
                    "reactor-waiters.budget-share must be above 0 and at most 1: " + budgetShare);
        }
        Property.within("reactor-waiters.max-concurrency", maxConcurrency, 10_000);
        if (region != null && (region.length() > LONGEST_REGION || !region.matches("[a-z]{2,}(-[a-z]+)+-\\d{1,2}"))) {
            throw new IllegalArgumentException(
                    "reactor-waiters.region must read as eu-west-1 does: " + Quoted.of(region));
        }
        if (endpoint != null && !isUrl(endpoint)) {
            throw new IllegalArgumentException("reactor-waiters.endpoint must be a URL such as http://127.0.0.1:9001: "
                    + Quoted.of(endpoint.toString()));
        }
        requirePositive("callTimeout", "call-timeout", callTimeout);
        requireCountable("call-timeout", callTimeout);
        requirePositive("awaitTimeout", "await-timeout", awaitTimeout);
        functions = List.copyOf(Objects.requireNonNull(functions, "functions"));
        functions.forEach(pattern -> Property.read("reactor-waiters.functions", () -> FunctionName.matching(pattern)));
        Objects.requireNonNull(stream, "stream");
    }

    /**
     * Streams to browsers: {@code PATH/ws/changes} and so on, and the dashboard at {@code PATH/}.
     *
     * @param enabled whether there are any
     * @param path where, without a slash at the end
     * @param token what clients must show, at least 8 characters; default: none
     * @param allowedOrigins of pages of other origins that may read
     * @param recentChanges how many are kept for clients that come back
     * @param maxClients most clients at a time
     * @param stallTimeout after how long a client that takes nothing is closed
     */
    public record Stream(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/lambda") String path,
            @Nullable String token,
            @DefaultValue List<String> allowedOrigins,
            @DefaultValue("10000") int recentChanges,
            @DefaultValue("2000") int maxClients,
            @DefaultValue("30s") Duration stallTimeout) {

        private static final int LONGEST_PATH = 200;
        private static final Duration SHORTEST_STALL = Duration.ofMillis(100);

        /** Checks all, by the names of the properties. */
        public Stream {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(stallTimeout, "stallTimeout");
            if (path.length() > LONGEST_PATH || !path.matches("(/[a-zA-Z0-9._~-]+)*")) {
                throw new IllegalArgumentException(
                        "reactor-waiters.stream.path must be empty or read as /lambda does: " + Quoted.of(path));
            }
            allowedOrigins = List.copyOf(Objects.requireNonNull(allowedOrigins, "allowedOrigins"));
            Property.read("reactor-waiters.stream.token", () -> new AccessPolicy(token, Set.of(), true));
            List<String> origins = allowedOrigins;
            Property.read("reactor-waiters.stream.allowed-origins", () -> new AccessPolicy(null, origins, true));
            Property.within("reactor-waiters.stream.recent-changes", recentChanges, 1_000_000);
            Property.within("reactor-waiters.stream.max-clients", maxClients, 100_000);
            if (stallTimeout.compareTo(SHORTEST_STALL) < 0) {
                throw new IllegalArgumentException("reactor-waiters.stream.stall-timeout must be at least "
                        + SHORTEST_STALL + ": " + stallTimeout);
            }
            requireCountable("stream.stall-timeout", stallTimeout);
        }

        @Override
        public String toString() {
            return "Stream[enabled=" + enabled + ", path=" + path + ", token=" + (token == null ? "none" : "***") + "]";
        }
    }

    private static boolean isUrl(URI uri) {
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return web && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65_535;
    }

    private static void requirePositive(String parameter, String name, Duration value) {
        Objects.requireNonNull(value, parameter);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("reactor-waiters." + name + " must be positive: " + value);
        }
    }

    private static void requireCountable(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "reactor-waiters." + name + " must be at most " + LONGEST + ": " + value);
        }
    }
}
