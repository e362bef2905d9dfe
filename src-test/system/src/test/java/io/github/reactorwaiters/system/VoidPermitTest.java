// SPDX-License-Identifier: Apache-2.0
// Copyright the reactor-waiters authors.
package io.github.reactorwaiters.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reactorwaiters.budget.ApiBudget;
import io.github.reactorwaiters.budget.PermitPool;
import io.github.reactorwaiters.budget.PermitSource;
import io.github.reactorwaiters.budget.SchedulerClock;
import io.github.reactorwaiters.lambda.FunctionName;
import io.github.reactorwaiters.lambda.FunctionWatcher;
import io.github.reactorwaiters.testkit.SimulatedLambda;
import io.github.reactorwaiters.testkit.wire.ServedLambda;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;

/** A process is stopped after it took a permit, and wakes when its right to make calls is over: nothing may be sent. */
class VoidPermitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Lease lease = new Lease();
    private final SchedulerClock clock = new SchedulerClock(Schedulers::parallel);
    private final ApiBudget budget = ApiBudget.of(
            new PermitPool("first", 100, 1, clock, lease), new PermitPool("second", 15, 1, clock, lease), clock);

    @Test
    void noCallIsMadeOnceItsRightIsOver() {
        lease.endsWithTheNextPermit = true;
        try (SimulatedLambda lambda = SimulatedLambda.builder().build();
                FunctionWatcher watcher =
                        FunctionWatcher.builder(lambda.client()).budget(budget).build()) {
            lambda.functions().add(1);

            isRefused(watcher);
            assertThat(lambda.calls().total()).isZero();
        }
    }

    @Test
    void noCallIsSentOnceItsRightIsOver() {
        try (SimulatedLambda lambda = SimulatedLambda.builder().build();
                ServedLambda server = lambda.serve(0);
                FunctionWatcher watcher = FunctionWatcher.builder()
                        .client(client -> client.endpointOverride(server.endpoint())
                                .region(Region.EU_WEST_1)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                                .overrideConfiguration(options -> options.addExecutionInterceptor(lease)))
                        .budget(budget)
                        .build()) {
            lambda.functions().add(1);

            isRefused(watcher);
            assertThat(lambda.calls().total()).isZero();
            assertThat(lease.sent).as("seen by other interceptors").isFalse();
        }
    }

    private static void isRefused(FunctionWatcher watcher) {
        StepVerifier.create(watcher.controlPlane().get(FunctionName.of("function-1")))
                .expectErrorSatisfies(error -> assertThat(error).hasRootCauseInstanceOf(CancellationException.class))
                .verify(PATIENCE);
    }

    /** Ends when a permit is taken, or else while the call is being built. */
    private static final class Lease implements PermitSource, ExecutionInterceptor {
        volatile boolean endsWithTheNextPermit;
        volatile boolean over;
        volatile boolean sent;

        @Override
        public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
            over = true;
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            sent = true;
        }

        @Override
        public int take(int atMost) {
            over = endsWithTheNextPermit;
            return atMost;
        }

        @Override
        public boolean isOpen() {
            return !over;
        }

        @Override
        public long nanosToNext() {
            return 0;
        }

        @Override
        public void throttled(@Nullable Duration retryAfter) {}

        @Override
        public long available() {
            return 1;
        }

        @Override
        public double rate() {
            return 100;
        }
    }
}
