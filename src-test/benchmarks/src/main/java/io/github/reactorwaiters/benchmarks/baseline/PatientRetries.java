// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.benchmarks.baseline;

import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** The SDK's retries for calls that are refused by the hundred: by default there are three attempts, and soon none. */
public final class PatientRetries {
    /** For people. */
    public static final String SETTINGS = "RetryMode.STANDARD with 20 attempts, no circuit breaker";

    private static final int ATTEMPTS = 20;

    private PatientRetries() {}

    /** A strategy of its own for each client. */
    public static RetryStrategy strategy() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .circuitBreakerEnabled(false)
                .build();
    }
}
