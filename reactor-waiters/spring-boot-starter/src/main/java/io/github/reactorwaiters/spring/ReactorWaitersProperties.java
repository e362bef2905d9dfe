// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.spring;

import io.github.reactorwaiters.lambda.FunctionName;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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

    /** Checks what the watcher's builder does not. */
    public ReactorWaitersProperties {
        if (!(budgetShare > 0 && budgetShare <= 1)) {
            throw new IllegalArgumentException(
                    "reactor-waiters.budget-share must be above 0 and at most 1: " + budgetShare);
        }
        if (maxConcurrency < 1 || maxConcurrency > 10_000) {
            throw new IllegalArgumentException("reactor-waiters.max-concurrency must be 1 to 10000: " + maxConcurrency);
        }
        requirePositive("call-timeout", callTimeout);
        requirePositive("await-timeout", awaitTimeout);
        functions = List.copyOf(functions);
        functions.forEach(FunctionName::matching);
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

        /** Checks the path. */
        public Stream {
            if (!path.matches("(/[a-zA-Z0-9._~-]+)*")) {
                throw new IllegalArgumentException(
                        "reactor-waiters.stream.path must be empty or read as /lambda does: " + path);
            }
            allowedOrigins = List.copyOf(allowedOrigins);
        }

        @Override
        public String toString() {
            return "Stream[enabled=" + enabled + ", path=" + path + ", token=" + (token == null ? "none" : "***") + "]";
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("reactor-waiters." + name + " must be positive: " + value);
        }
    }
}
